package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestFilesWith(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "state"), []byte(`{"password": "plain-secret"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "harmless"), []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	writeArchive(t, filepath.Join(folder, "plan"), "packed-secret packed-secret packed-secret")

	found, err := filesWith(folder, "plain-secret", "packed-secret")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(folder, "plan"), filepath.Join(folder, "state")}
	if !slices.Equal(found, want) {
		t.Errorf("found %v, want %v", found, want)
	}
	if found, err := filesWith(folder, "another"); err != nil || len(found) != 0 {
		t.Errorf("found %v, %v, want nothing", found, err)
	}
}

// writeArchive packs the text as Terraform packs plans: compressed.
func writeArchive(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	member, err := archive.Create("tfplan")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := member.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

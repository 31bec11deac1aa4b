//go:build unix

package sps

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestOnlyRegularFilesAreRead has names of what would never end, or never begin.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(syscall.Mkfifo(in("pipe"), 0o600))
	must(os.Symlink("pipe", in("link-to-pipe")))
	must(os.Symlink("loop", in("loop")))
	for name, size := range map[string]int64{"full": 1000, "large": 1001, "huge": 2 << 30, "plugin": maxPlugin + 1} {
		must(os.WriteFile(in(name), nil, 0o600))
		must(os.Truncate(in(name), size))
	}
	must(os.Symlink("full", in("link-to-full")))
	for name, want := range map[string]string{
		in("full"): "", in("link-to-full"): "", in("large"): "is larger than", in("huge"): "is larger than",
		in("pipe"): "is a named pipe", in("link-to-pipe"): "is a named pipe", in("loop"): "too many levels",
		in("missing"): "no such file", dir: "is a directory", "/dev/zero": "is a device", "/dev/null": "is a device",
	} {
		content, err := readRegular(name, 1000)
		switch {
		case want == "" && (err != nil || len(content) != 1000):
			t.Errorf("%s: %d bytes, %v", name, len(content), err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	_, _, wrong := readPluginFile(in("plugin"))
	if wrong == nil || wrong.attribute != "file" || !strings.Contains(wrong.Error(), "is larger than 64 MiB") {
		t.Errorf("a file above the bound: %v", wrong)
	}
}

// TestNameOfAnotherFile swaps a file for a pipe again and again, while it is read.
func TestNameOfAnotherFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name, pipe, file := filepath.Join(dir, "name"), filepath.Join(dir, "pipe"), filepath.Join(dir, "file")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 300 {
			for _, target := range []string{file, pipe} {
				_ = os.Symlink(target, name+".new")
				_ = os.Rename(name+".new", name)
			}
		}
	}()
	for n := 0; ; n++ { // a read that waits for the pipe's other end would hang
		content, err := readRegular(name, 1000)
		if err == nil && string(content) != "x" {
			t.Fatalf("read %q", content)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

func TestFileThatChangedSinceThePlan(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "plugin.zip")
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	_, err := archive.Create("MANIFEST")
	err = errors.Join(err, archive.Close())
	if err = errors.Join(err, os.WriteFile(name, content.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	_, sum, wrong := readPluginFile(name)
	if wrong != nil {
		t.Fatal(wrong)
	}
	plan := &pluginModel{File: types.StringValue(name), SHA256: types.StringValue(strings.Repeat("0", 64))}
	_, err = upload(t.Context(), nil, plan) // without a client: nothing may be sent
	for _, want := range []string{name, "changed since the plan", "was 0000", "is now " + sum, "Plan again"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

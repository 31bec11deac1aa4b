package main

import (
	"bytes"
	"os"
	"testing"
)

// TestDemo plays all of it: it must not lie to the first visitor. It sets variables of the environment, so nothing
// else that needs them runs beside it.
func TestDemo(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set")
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)

	var story bytes.Buffer
	if err := run(t.Context(), &story); err != nil {
		t.Fatalf("%v\n%s", err, story.String())
	}
	left, err := os.ReadDir(temporary)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		if entry.Name() != "go-build" { // Go's own
			t.Errorf("%s was left behind", entry.Name())
		}
	}
}

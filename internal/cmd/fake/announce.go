package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// announce prints what a shell can evaluate.
func announce(w io.Writer, systems []system, caFile string) error {
	var text strings.Builder
	for _, s := range systems {
		for _, v := range s.variables(s.url) {
			fmt.Fprintf(&text, "export %s=%s\n", v.name, quoted(v.value))
		}
		if caFile != "" {
			fmt.Fprintf(&text, "export %s=\"$(cat %s)\"\n", s.ca, quoted(caFile))
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// quoted is the word for a shell; names without surprises stay readable.
func quoted(word string) string {
	special := func(r rune) bool {
		return !strings.ContainsRune("-_./:@%+=,", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	if word != "" && !strings.ContainsFunc(word, special) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// writeReady writes the file in one step: whoever waits for it never reads half of it.
func writeReady(file string, systems []system, caFile string) error {
	ready := map[string]string{"privx": "", "sps": "", "ca_certificate": caFile}
	for _, s := range systems {
		ready[s.name] = s.url
	}
	text, err := json.Marshal(ready)
	if err != nil {
		return err
	}
	half, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	_, err = half.Write(append(text, '\n'))
	if closeErr := half.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(half.Name(), file)
	}
	if err != nil {
		_ = os.Remove(half.Name())
	}
	return err
}

package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// filesWith returns the files in a folder that hold one of the secrets. The members of plan files, which are zip
// archives, are searched too.
func filesWith(folder string, secrets ...string) (found []string, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := unpacked(path)
		if err != nil {
			return fmt.Errorf("searching %s: %w", path, err)
		}
		if holds(content, secrets) {
			found = append(found, path)
		}
		return nil
	})
	return found, err
}

func holds(content []byte, secrets []string) bool {
	for _, secret := range secrets {
		if bytes.Contains(content, []byte(secret)) {
			return true
		}
	}
	return false
}

// unpacked is the content of a file, and of what is packed in it.
func unpacked(path string) ([]byte, error) {
	content, err := os.ReadFile(path) //nolint:gosec // a file of ours
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return content, nil //nolint:nilerr // not an archive
	}
	for _, member := range archive.File {
		text, err := readMember(member)
		if err != nil {
			return nil, err
		}
		content = append(content, text...)
	}
	return content, nil
}

func readMember(member *zip.File) ([]byte, error) {
	r, err := member.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(r)
}

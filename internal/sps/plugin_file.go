package sps

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// maxPlugin bounds a plugin's file, which is held in memory as a whole: far above the vendor's plugins, which have some
// 10 MiB with all that they depend on.
const maxPlugin = 64 << 20

// fileError is what is wrong with a plugin's file.
type fileError struct{ attribute, summary, text string }

// Error implements error.
func (e *fileError) Error() string { return e.text }

// readPluginFile reads a plugin's file and checks what can be checked here.
func readPluginFile(name string) (content []byte, hash string, wrong *fileError) {
	content, err := readRegular(name, maxPlugin)
	if err != nil {
		return nil, "", &fileError{"file", "The plugin's file cannot be read", err.Error() + "."}
	}
	if err := checkZip(content); err != nil {
		text := fmt.Sprintf("The file %s is not a plugin of SPS: %v.", name, err)
		return nil, "", &fileError{"file", "Not a plugin", text}
	}
	sum := sha256.Sum256(content)
	return content, hex.EncodeToString(sum[:]), nil
}

// readRegular reads a file of at most so many bytes. A pipe or device is not even opened: that alone may wait for ever,
// or rewind a tape. What is opened is looked at again, because the name may have become another file's meanwhile.
func readRegular(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil {
		err = checkRegular(name, info, limit)
	}
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err = f.Stat(); err == nil {
		err = checkRegular(name, info, limit)
	}
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(content)) > limit { // it grew, or is one of those whose size is not known
		err = tooLarge(name, limit)
	}
	return content, err
}

func checkRegular(name string, info fs.FileInfo, limit int64) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return fmt.Errorf("%s is a directory and no file", name)
	case mode&fs.ModeNamedPipe != 0:
		return fmt.Errorf("%s is a named pipe and no regular file", name)
	case !mode.IsRegular():
		return fmt.Errorf("%s is a device or socket and no regular file", name)
	case info.Size() > limit:
		return tooLarge(name, limit)
	}
	return nil
}

func tooLarge(name string, limit int64) error {
	return fmt.Errorf("%s is larger than %d MiB, which no plugin is", name, limit>>20)
}

func checkZip(content []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return errors.New("it is not a zip file")
	}
	if !slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "MANIFEST" }) {
		return errors.New("it has no MANIFEST at its root")
	}
	return nil
}

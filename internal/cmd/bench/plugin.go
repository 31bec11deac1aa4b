package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// The providers that this program stands in for when Terraform starts it under their names.
const (
	pamPlugin   = "pam"
	floorPlugin = "floor"
	tunedPlugin = "tuned" // the floor in a process tuned like the provider's
)

// Variables of the environment, which Terraform hands on to its plugins.
const (
	pluginVariable = "PAM_BENCH_PROVIDER" // the provider's own binary
	usageVariable  = "PAM_BENCH_USAGE"    // the file that takes a line for each process of a plugin
	serveVariable  = "PAM_BENCH_SERVE"    // set for the process that is the floor's provider
)

// pluginName returns the provider's name under which this program was started, if any.
func pluginName(program string) string {
	for _, name := range []string{pamPlugin, floorPlugin, tunedPlugin} {
		if strings.HasPrefix(filepath.Base(program), "terraform-provider-"+name) {
			return name
		}
	}
	return ""
}

// servePlugin runs the provider in a process of its own, so that the system counts for it alone, and notes what it
// took. It returns the exit status.
func servePlugin(name string) int {
	if os.Getenv(serveVariable) != "" {
		return serveFloor(name)
	}
	binary := os.Getenv(pluginVariable)
	if name != pamPlugin {
		binary = os.Args[0]
	}
	cmd := exec.Command(binary, os.Args[1:]...) //nolint:gosec,noctx // built by this program; Terraform ends it
	cmd.Env = append(os.Environ(), serveVariable+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signal.Ignore(os.Interrupt) // it goes to the whole group, and the provider ends in order
	err := cmd.Run()
	if cmd.ProcessState == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := note(os.Getenv(usageVariable), cmd.ProcessState); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return cmd.ProcessState.ExitCode()
}

// process is what one process of a provider took.
type process struct {
	CPU    time.Duration `json:"cpu"`
	Memory int64         `json:"memory"` // bytes, at the peak
}

func note(file string, state *os.ProcessState) error {
	line, err := json.Marshal(process{CPU: state.UserTime() + state.SystemTime(), Memory: peak(state)})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the file that the bench names
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// peak is the most memory that a process held. Linux counts it in KiB, macOS in bytes.
func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss * 1024
}

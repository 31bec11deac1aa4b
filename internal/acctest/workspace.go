package acctest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Workspace is a folder in which a real Terraform runs with the provider's own binary, as its users run it: for what
// only shows there, such as logs, plan files and a process that is killed.
type Workspace struct {
	t   testing.TB
	dir string
	env []string
}

// built is the provider's binary, compiled once for all workspaces of a test binary.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "pam-provider")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "terraform-provider-pam"),
		"github.com/pamkit/terraform-provider-pam")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return dir, nil
})

// RemoveBuilt deletes the binary that workspaces share. TestMain calls it.
func RemoveBuilt() {
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(dir)
	}
}

// NewWorkspace makes a folder with the given environment beside PATH and HOME. It skips the test where TF_ACC is not
// set, as acceptance tests do.
func NewWorkspace(t testing.TB, env ...string) *Workspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set: no Terraform is run")
	}
	plugin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	w := &Workspace{t: t, dir: t.TempDir()}
	host := os.Getenv("TF_ACC_PROVIDER_HOST")
	if host == "" {
		host = "registry.terraform.io"
	}
	w.Write("cli.tfrc", fmt.Sprintf("provider_installation {\n dev_overrides { %q = %q }\n direct {}\n}\n",
		host+"/pamkit/pam", plugin))
	w.Write("versions.tf", fmt.Sprintf("terraform {\n required_providers {\n pam = { source = %q }\n }\n}\n",
		host+"/pamkit/pam"))
	w.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TF_CLI_CONFIG_FILE=" + w.Path("cli.tfrc"),
		"CHECKPOINT_DISABLE=1",
		"TF_IN_AUTOMATION=1", "GOGC=400",
	}, env...)
	return w
}

// Env is the environment that configures the provider for the fake.
func (p *PrivX) Env() []string {
	return []string{
		"PRIVX_API_BASE_URL=" + p.URL, "PRIVX_API_CLIENT_ID=api-client-1", "PRIVX_API_CLIENT_SECRET=api-secret",
		"PRIVX_API_OAUTH_CLIENT_SECRET=oauth-secret",
	}
}

// Path is a file in the folder.
func (w *Workspace) Path(name string) string { return filepath.Join(w.dir, name) }

// Write writes a file.
func (w *Workspace) Write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(w.Path(name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// Remove deletes a file.
func (w *Workspace) Remove(name string) {
	w.t.Helper()
	if err := os.Remove(w.Path(name)); err != nil {
		w.t.Fatal(err)
	}
}

// Read returns the content of a file.
func (w *Workspace) Read(name string) string {
	w.t.Helper()
	content, err := os.ReadFile(w.Path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(content)
}

// Result is what a command printed, and its exit status.
type Result struct {
	Output string
	Code   int
}

// Run runs terraform with more environment if any is given, and waits for it.
func (w *Workspace) Run(env []string, args ...string) Result {
	w.t.Helper()
	var out bytes.Buffer
	cmd := w.command(env, &out, args...)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	return Result{Output: out.String(), Code: cmd.ProcessState.ExitCode()}
}

// Must runs terraform and fails the test unless the exit status is the given one.
func (w *Workspace) Must(code int, args ...string) string {
	w.t.Helper()
	r := w.Run(nil, args...)
	if r.Code != code {
		w.t.Fatalf("terraform %s: exit status %d, want %d\n%s", strings.Join(args, " "), r.Code, code, r.Output)
	}
	return r.Output
}

// Process is a terraform under way.
type Process struct{ cmd *exec.Cmd }

// Kill ends terraform and the provider at once, as a machine that loses power does.
func (p Process) Kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.cmd.Wait()
}

// Interrupt is Ctrl-C: terraform and the provider get the signal, and have the time they need.
func (p Process) Interrupt() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGINT)
	_ = p.cmd.Wait()
}

// Start runs terraform in a process group of its own.
func (w *Workspace) Start(args ...string) Process {
	w.t.Helper()
	cmd := w.command(nil, &bytes.Buffer{}, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	return Process{cmd}
}

func (w *Workspace) command(env []string, out *bytes.Buffer, args ...string) *exec.Cmd {
	name := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if name == "" {
		name = "terraform"
	}
	cmd := exec.CommandContext(context.WithoutCancel(w.t.Context()), name, append(args, "-no-color")...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = w.dir, slices.Concat(w.env, env), out, out
	return cmd
}

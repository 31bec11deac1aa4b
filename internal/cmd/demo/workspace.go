package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
)

// planFile is where plans are saved; traceFile takes the log, at the level that says most.
const (
	planFile  = "plan.tfplan"
	traceFile = "terraform.log"
)

// stopTime is how long Terraform may take to end in order after Ctrl-C.
const stopTime = 20 * time.Second

// terraform is the CLI that plays the demo.
type terraform struct {
	stage.Terraform
	folder string // in which workspaces are made
	last   outcome
}

// outcome is what one command printed.
type outcome struct{ command, output string }

// workspace is a folder with a configuration, and Terraform in it.
type workspace struct {
	say      *narrator
	tf       *terraform
	cli      *tfexec.Terraform
	folder   string
	embedded fs.FS
	printed  strings.Builder // all output of all commands
}

// newWorkspace makes a folder of that name, as yet without configuration; embedded holds the files to write there.
func newWorkspace(say *narrator, tf *terraform, name string, embedded fs.FS) (*workspace, error) {
	folder := filepath.Join(tf.folder, name)
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	cli, err := tfexec.NewTerraform(folder, tf.Path)
	if err != nil {
		return nil, err
	}
	err = errors.Join(cli.SetLogPath(filepath.Join(folder, traceFile)), cli.SetLog("TRACE"), cli.SetWaitDelay(stopTime))
	return &workspace{say: say, tf: tf, cli: cli, folder: folder, embedded: embedded}, err
}

// write puts embedded files into the folder, as they are in the repository.
func (w *workspace) write(names ...string) error {
	for _, name := range names {
		text, err := fs.ReadFile(w.embedded, name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(w.folder, path.Base(name)), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// edit replaces a piece of a file that is there once, and shows the lines that differ.
func (w *workspace) edit(name, before, after string) error {
	file := filepath.Join(w.folder, name)
	text, err := os.ReadFile(file) //nolint:gosec // a file of ours
	if err != nil {
		return err
	}
	if strings.Count(string(text), before) != 1 {
		return fmt.Errorf("%s has no single %q", name, before)
	}
	w.say.happens("You", "edit "+name)
	w.say.quote(append(linesOnlyIn(before, after, "- "), linesOnlyIn(after, before, "+ ")...))
	return os.WriteFile(file, []byte(strings.Replace(string(text), before, after, 1)), 0o600) //nolint:gosec // as above
}

func linesOnlyIn(text, other, sign string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" && !strings.Contains(other, line) {
			lines = append(lines, sign+strings.TrimSpace(line))
		}
	}
	return lines
}

// init installs what the configuration requires.
func (w *workspace) init(ctx context.Context) error {
	return w.run("init", func() error { return w.cli.Init(ctx) })
}

// plan makes a plan and saves it.
func (w *workspace) plan(ctx context.Context, flags ...string) (plan, error) {
	var changes bool
	command := strings.Join(append([]string{"plan"}, flags...), " ")
	if err := w.run(command, func() (err error) {
		changes, err = w.cli.Plan(ctx, tfexec.Out(planFile))
		return err
	}); err != nil {
		return plan{}, err
	}
	content, err := w.cli.ShowPlanFile(ctx, planFile)
	if err != nil {
		return plan{}, fmt.Errorf("reading the plan: %w", err)
	}
	return newPlan(changes, content), nil
}

// planRefused checks that the plan fails, and returns what Terraform said.
func (w *workspace) planRefused(ctx context.Context) (string, error) {
	return w.refused(ctx, "plan", func() error {
		_, err := w.cli.Plan(ctx)
		return err
	})
}

func (w *workspace) destroyRefused(ctx context.Context) (string, error) {
	return w.refused(ctx, "destroy", func() error { return w.cli.Destroy(ctx) })
}

func (w *workspace) refused(ctx context.Context, command string, call func() error) (string, error) {
	if err := w.run(command, call); err == nil {
		return "", fmt.Errorf("the %s should have been refused", command)
	}
	w.say.quote(errorLines(w.tf.last.output))
	return w.tf.last.output, ctx.Err()
}

// applyPlan does what the saved plan says.
func (w *workspace) applyPlan(ctx context.Context) error {
	return w.run("apply "+planFile, func() error { return w.cli.Apply(ctx, tfexec.DirOrPlan(planFile)) })
}

func (w *workspace) destroy(ctx context.Context) error {
	return w.run("destroy", func() error { return w.cli.Destroy(ctx) })
}

// run shows the command, calls it and quotes the telling lines of what it prints.
func (w *workspace) run(command string, call func() error) error {
	w.say.command(w.tf.Name + " " + command)
	var stdout, stderr bytes.Buffer // two: terraform-exec writes them from two goroutines
	w.cli.SetStdout(&stdout)
	w.cli.SetStderr(&stderr)
	err := call()
	w.cli.SetStdout(nil)
	w.cli.SetStderr(nil)

	w.tf.last = outcome{w.tf.Name + " " + command, stdout.String() + stderr.String()}
	w.printed.WriteString(w.tf.last.output)
	w.say.quote(telling(stdout.String()))
	if err != nil {
		return fmt.Errorf("%s %s failed", w.tf.Name, command)
	}
	return nil
}

// noTraceOf looks for every secret in everything that Terraform and the provider have written since the first step:
// state and its backup, the plan file (unpacked), the log, and the output.
func (w *workspace) noTraceOf(secrets ...string) (claim, error) {
	leaks, err := filesWith(w.folder, secrets...)
	if err != nil {
		return claim{}, err
	}
	if holds([]byte(w.printed.String()), secrets) {
		leaks = append(leaks, "the output")
	}
	if len(leaks) > 0 {
		return that(false, "secrets were found in %s", strings.Join(leaks, ", ")), nil
	}
	return that(true, "no secret is in state, its backup, the plan file, the log or the output"), nil
}

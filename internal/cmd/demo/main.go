// Command demo shows the provider at work, and proves it: it builds the provider, starts the built-in PrivX and SPS
// over TLS, and takes real Terraform (or OpenTofu) through what a team does with it. Every claim is checked against
// what those two then hold. It stops with an error at the first one that does not hold.
//
//	go run ./internal/cmd/demo
//
// It needs Go and Terraform, no network and no account, and leaves nothing behind.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// commitTime is how long the SPS of this demo takes for a commit. A real one takes longer.
const commitTime = 300 * time.Millisecond

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "\ndemo:", err)
		os.Exit(1)
	}
}

var errInterrupted = errors.New("interrupted")

// chapter is one story, told in steps.
type chapter struct {
	title string
	steps []step
	// proved is what the steps have shown when all of them went well.
	proved []string
}

// step is one thing that a team does with Terraform.
type step struct {
	title string
	// about says what is done and why, in lines that fit a terminal.
	about string
	play  func(ctx context.Context) error
}

// run plays all chapters in a temporary folder.
func run(ctx context.Context, out io.Writer) (err error) {
	start := time.Now()
	say := newNarrator(out, isTerminal(os.Stdout))
	folder, err := os.MkdirTemp("", "pam-demo-")
	if err != nil {
		return err
	}
	defer func() {
		if ctx.Err() != nil {
			err = errInterrupted // whatever it was that it interrupted
		}
		err = errors.Join(err, os.RemoveAll(folder))
	}()

	cli, err := stage.FindTerraform(ctx, folder)
	if err != nil {
		return err
	}
	tf := &terraform{Terraform: cli, folder: folder}
	say.text("The provider pamkit/pam at work: real " + tf.Product + ", with a PrivX and an SPS that live in this " +
		"program.")
	server, err := stage.StartPrivX(ctx)
	if err != nil {
		return fmt.Errorf("starting PrivX: %w", err)
	}
	defer server.Stop()
	sessions, err := stage.StartSPS(ctx, spsfake.Options{CommitLatency: commitTime})
	if err != nil {
		return fmt.Errorf("starting SPS: %w", err)
	}
	defer sessions.Stop()
	cliConfig, err := install(ctx, say, folder)
	if err != nil {
		return err
	}
	if err := stage.SetEnvironment(server.Environment(), sessions.Environment(), map[string]string{
		"TF_CLI_CONFIG_FILE": cliConfig, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1",
	}); err != nil {
		return err
	}
	say.result("PrivX listens on " + server.URL + ", SPS on " + sessions.URL + ", each with a certificate of its own " +
		"private CA")

	sources, err := sourcesChapter(say, tf, server)
	if err != nil {
		return err
	}
	access, err := accessChapter(say, tf, server)
	if err != nil {
		return err
	}
	gateway, err := spsChapter(say, tf, sessions)
	if err != nil {
		return err
	}
	chapters := []chapter{sources, access, gateway}
	if err := play(ctx, say, tf, chapters); err != nil {
		return err
	}
	sumUp(say, chapters, server, sessions, time.Since(start))
	return nil
}

// play stops at the first step that does not do what it says, with all that Terraform said last.
func play(ctx context.Context, say *narrator, tf *terraform, chapters []chapter) error {
	for _, c := range chapters {
		say.chapter(c.title)
		for _, s := range c.steps {
			say.heading(s.title, s.about)
			if err := s.play(ctx); err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				say.failed(err, tf.last)
				return fmt.Errorf("step %d, %q, did not do what it says", say.steps, s.title)
			}
		}
	}
	return nil
}

// sumUp says what was proved, at what cost, and where to go next.
func sumUp(say *narrator, chapters []chapter, server *stage.PrivX, sessions *stage.SPS, took time.Duration) {
	say.chapter("Summary")
	for _, c := range chapters {
		for _, p := range c.proved {
			say.result(p)
		}
	}
	say.text("")
	say.text(fmt.Sprintf("%d steps, %d checks, all ok, in %.0f seconds.",
		say.steps, say.checked, took.Seconds()))
	say.text(fmt.Sprintf("PrivX got %s. SPS got %s, and made %s.", tally(server.Fake.Requests()),
		plural(len(sessions.Fake.Requests()), "request"), plural(sessions.Fake.Commits(), "commit")))
	say.text(strings.Join([]string{
		"",
		"Next:",
		"  README.md                              how to use the provider with your own PrivX and SPS",
		"  docs/                                  every resource, and guides to whole tasks (docs/guides)",
		"  internal/cmd/demo/*/*.tf               the configurations that you just saw",
		"  go run ./internal/cmd/fake -privx 127.0.0.1:8443 -sps 127.0.0.1:8444 -tls",
		"                                         the same PrivX and SPS, to play with on your own",
	}, "\n"))
}

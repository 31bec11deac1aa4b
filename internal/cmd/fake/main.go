// Command fake serves the systems that the provider configures, in memory, for demos and for trying things out:
//
//	go run ./internal/cmd/fake -privx 127.0.0.1:0 -sps 127.0.0.1:0 [-tls] [-latency 20ms] [-sps-commit-latency 1s]
//		[-sps-max-sessions 2] [-ready-file F] [-answer NAME=REGEXP]...
//
// It prints the variables to export and runs until it is interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "fake:", err)
		os.Exit(1)
	}
}

type options struct {
	privx         string
	sps           string
	tls           bool
	latency       time.Duration
	commitLatency time.Duration
	maxSessions   int
	readyFile     string
	strange       []strange

	clockOffset  time.Duration
	dropEnded    bool
	wholeSeconds bool
}

func parse(args []string, usage io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("fake", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints the error
	flags.StringVar(&o.privx, "privx", "", "`address` on which to serve PrivX; port 0 takes a free one")
	flags.StringVar(&o.sps, "sps", "", "`address` on which to serve SPS; port 0 takes a free one")
	flags.BoolVar(&o.tls, "tls", false, "serve over TLS, with a certificate of a private CA")
	flags.DurationVar(&o.latency, "latency", 0, "how long every request waits")
	flags.DurationVar(&o.commitLatency, "sps-commit-latency", 0, "how long a commit of SPS takes")
	flags.IntVar(&o.maxSessions, "sps-max-sessions", 0, "how many sessions a user of SPS may have; 0 is any number")
	flags.DurationVar(&o.clockOffset, "clock-offset", 0, "by how much PrivX's clock is ahead: grants and keys end by it")
	flags.BoolVar(&o.dropEnded, "drop-ended", false, "PrivX drops grants that have ended")
	flags.BoolVar(&o.wholeSeconds, "whole-seconds", false, "PrivX drops the fractions of times")
	flags.StringVar(&o.readyFile, "ready-file", "", "`file` to write the URLs to once they listen, as JSON")
	flags.Func("answer", "answer the paths that match with `NAME=REGEXP`, where NAME is what somebody in front of the "+
		"server says with a 404, or an error under a 200: "+strings.Join(strangeNames(), ", "), func(text string) error {
		a, err := parseStrange(text)
		o.strange = append(o.strange, a)
		return err
	})
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(usage)
		flags.PrintDefaults()
		return o, err
	case err != nil:
		return o, err
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.privx == "" && o.sps == "":
		return o, errors.New("nothing to serve: give -privx or -sps with an address, such as 127.0.0.1:0")
	}
	return o, nil
}

// run serves until the context ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if o.readyFile != "" { // one that an earlier run left behind would call this run ready
		if err := os.Remove(o.readyFile); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	folder, err := os.MkdirTemp("", "pam-fake-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()

	systems := systemsOf(o)
	t := transport{}
	if o.tls {
		if t, err = newTransport(folder, hostsOf(systems)); err != nil {
			return err
		}
	}
	for i := range systems {
		if err := systems[i].start(ctx, t); err != nil {
			return err
		}
		defer systems[i].stop(ctx)
	}
	if err := announce(stdout, systems, t.caFile); err != nil {
		return err
	}
	if o.readyFile != "" {
		if err := writeReady(o.readyFile, systems, t.caFile); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.Remove(o.readyFile)) }() //nolint:gosec // the file that the flag names
	}
	return wait(ctx, systems)
}

// hostsOf are the names that a certificate must have: the usual ones, and those listened on.
func hostsOf(systems []system) []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	for _, s := range systems {
		if host, _, err := net.SplitHostPort(s.address); err == nil && host != "" {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

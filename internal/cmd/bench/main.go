// Command bench drives real Terraform with the provider over the built-in PrivX and SPS, and measures what it costs:
// wall time, processor time and memory of the provider's own processes, requests by kind, commits.
//
//	go run ./internal/cmd/bench [-n 100,1000] [-latency 20ms] [-commit 1s] [-parallelism 10]
//		[-only grants,keys] [-destroy=false] [-json F] [-compare F]
//
// It prints one table, with the targets of this project beside what was measured, and writes it as JSON. A list of
// latencies, commit times or parallelisms repeats every life for each of them. Terraform's own work grows with the
// square of N: 5,000 objects take it the better part of an hour, for all scenarios.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
)

func main() {
	if plugin := pluginName(os.Args[0]); plugin != "" {
		os.Exit(servePlugin(plugin))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	sizes       []int
	latencies   []time.Duration
	commits     []time.Duration
	parallelism []int
	only        []string
	destroy     bool
	jsonFile    string
	compare     string
}

func parse(args []string, usage io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(usage)
	sizes := flags.String("n", "100,1000", "`numbers` of objects")
	latencies := flags.String("latency", "20ms", "how long every request waits, a `list`")
	commits := flags.String("commit", "1s", "how long a commit of SPS takes, a `list`")
	workers := flags.String("parallelism", fmt.Sprint(defaultParallelism), "how many objects Terraform handles at a "+
		"time, a `list`")
	only := flags.String("only", "", "`scenarios` to run, of "+strings.Join(scenarioNames(), ","))
	flags.BoolVar(&o.destroy, "destroy", true, "whether to destroy at the end, which takes Terraform an hour for 5,000 "+
		"objects")
	flags.StringVar(&o.jsonFile, "json", "bench.json", "`file` to write the figures to")
	flags.StringVar(&o.compare, "compare", "", "`file` of an earlier run, to show the change against it")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	var err1, err2, err3, err4 error
	o.sizes, err1 = list("n", *sizes, strconv.Atoi)
	o.latencies, err2 = list("latency", *latencies, time.ParseDuration)
	o.commits, err3 = list("commit", *commits, time.ParseDuration)
	o.parallelism, err4 = list("parallelism", *workers, strconv.Atoi)
	for _, name := range strings.FieldsFunc(*only, func(r rune) bool { return r == ',' }) {
		if !slices.Contains(scenarioNames(), name) {
			return o, fmt.Errorf("-only: there is no scenario %q", name)
		}
		o.only = append(o.only, name)
	}
	return o, errors.Join(err1, err2, err3, err4)
}

func list[T int | time.Duration](name, text string, parse func(string) (T, error)) ([]T, error) {
	var all []T
	for item := range strings.SplitSeq(text, ",") {
		v, err := parse(strings.TrimSpace(item))
		if err != nil || v < 0 {
			return nil, fmt.Errorf("-%s: %q is not understood", name, item)
		}
		all = append(all, v)
	}
	return all, nil
}

// run measures every life that the options ask for, in a temporary folder.
func run(ctx context.Context, args []string, out, progress io.Writer) (err error) {
	o, err := parse(args, progress)
	if err != nil {
		return err
	}
	var before *report
	if o.compare != "" {
		if before, err = readReport(o.compare); err != nil {
			return err
		}
	}
	folder, err := os.MkdirTemp("", "pam-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	cli, err := prepare(ctx, folder)
	if err != nil {
		return err
	}

	r := newReport(cli.Product)
	failed := r.measure(ctx, cli, livesOf(o), folder, progress)
	if len(r.Results) == 0 {
		return failed // the figures of an earlier run stay
	}
	// What was measured before a failure or Ctrl-C took minutes as well.
	r.judge()
	return errors.Join(failed, r.print(out, before), r.write(o.jsonFile))
}

// measure lives all lives, in a folder each.
func (r *report) measure(
	ctx context.Context, cli stage.Terraform, lives []life, folder string, progress io.Writer,
) error {
	say := &teller{out: progress, total: len(lives)}
	for i, l := range lives {
		say.life = i + 1
		results, err := l.live(ctx, cli, filepath.Join(folder, fmt.Sprint("life", i)), say)
		r.Results = append(r.Results, results...)
		switch {
		case ctx.Err() != nil:
			return errors.New("interrupted")
		case err != nil:
			return fmt.Errorf("%s: %w", l, err)
		}
	}
	return nil
}

// prepare builds the provider and this program, which stands in the mirror in the provider's place to measure it.
func prepare(ctx context.Context, folder string) (stage.Terraform, error) {
	cli, err := stage.FindTerraform(ctx, folder)
	if err != nil {
		return cli, err
	}
	provider, wrapper := filepath.Join(folder, "provider"), filepath.Join(folder, "bench")
	err = errors.Join(stage.Build(ctx, stage.Provider, provider), stage.Build(ctx, stage.Benchmark, wrapper))
	if err != nil {
		return cli, err
	}
	cliConfig, err := stage.Mirror(folder, map[string]string{
		pamPlugin: wrapper, floorPlugin: wrapper, tunedPlugin: wrapper,
	})
	if err != nil {
		return cli, err
	}
	return cli, stage.SetEnvironment(map[string]string{
		"TF_CLI_CONFIG_FILE": cliConfig, "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1",
		pluginVariable: provider,
	})
}

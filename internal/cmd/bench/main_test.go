package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
)

// TestBench runs a small one with real Terraform, then one that is compared with it.
func TestBench(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set: no Terraform is run")
	}
	t.Setenv("TMPDIR", t.TempDir())
	cli := os.Getenv("TF_ACC_TERRAFORM_PATH") // a run takes all of Terraform's variables out of the environment
	file := filepath.Join(t.TempDir(), "bench.json")
	args := []string{"-n", "3", "-latency", "1ms", "-commit", "10ms", "-json", file}
	var table, progress bytes.Buffer
	if err := run(t.Context(), append(args, "-only", "floor,grants,keys,usergroups"), &table, &progress); err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	r, err := readReport(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Results) != 5+6+6+6 {
		t.Errorf("%d results", len(r.Results))
	}
	for _, x := range r.Results {
		if x.Wall <= 0 || x.Provider <= 0 || x.Terraform <= 0 || x.Memory < 1e6 || x.Memory > 1e9 {
			t.Errorf("%s, %s: measured %+v", x.Scenario, x.Step, x)
		}
		reads := x.Scenario != floorScenario && (x.Step == refreshStep || x.Step == noDelayStep)
		if reads && (x.Requests["GET"] == 0 || x.Requests["login"] != 1) {
			t.Errorf("%s, %s: requests %v", x.Scenario, x.Step, x.Requests)
		}
		if x.Step == floorStep && x.requests() > 0 {
			t.Errorf("%s: Terraform's own share took requests: %v", x.Scenario, x.Requests)
		}
		if changes := x.Step == applyStep || x.Step == destroyStep; x.Scenario == "usergroups" && changes != (x.Commits > 0) {
			t.Errorf("usergroups, %s: %d commits", x.Step, x.Commits)
		}
	}

	table.Reset()
	t.Setenv("TF_ACC_TERRAFORM_PATH", cli)
	if err := run(t.Context(), append(args, "-only", "floor", "-compare", file), &table, &progress); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(table.String(), "%)") {
		t.Errorf("the change is not shown:\n%s", table.String())
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{
		"-n", "5, 10", "-latency", "0,20ms", "-commit", "1s,0", "-parallelism", "10,50",
		"-only", "usergroups,floor,one-user",
	}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, l := range livesOf(o) {
		count[l.name]++
	}
	if count["usergroups"] != 16 || count["floor"] != 4 || count["one-user"] != 4 || len(count) != 3 {
		t.Errorf("lives %v", count)
	}
	for _, args := range [][]string{
		{"-n", "many"},
		{"-n", "-1"},
		{"-latency", "20"},
		{"-commit", "-1s"},
		{"-parallelism", ""},
		{"-only", "nonsense"},
		{"more"},
	} {
		if _, err := parse(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	of := func(scenario string, n int, step string, change func(*result)) result {
		x := result{
			Scenario: scenario, N: n, Latency: 20 * time.Millisecond, Commit: time.Second, Workers: 10, Step: step,
			Wall: time.Second,
		}
		if change != nil {
			change(&x)
		}
		return x
	}
	slow := func(x *result) { x.Wall = 7 * time.Second }
	r := &report{Results: []result{
		of("sources", 1000, refreshStep, func(x *result) {
			x.Requests, x.Provider = map[string]int{"GET": 15}, 4*time.Second
		}),
		of("sources", 1000, noDelayStep, func(x *result) { x.Wall = 800 * time.Millisecond }),
		of("grants", 1000, refreshStep, func(x *result) {
			x.Requests, x.Provider = map[string]int{"GET": 120, "login": 1}, 5*time.Second
		}),
		of("usergroups", 100, applyStep, func(x *result) { x.Commits = 12 }),
		of("one-commit-per-change", 100, applyStep, func(x *result) { x.Workers = 1; slow(x) }),
		of("one-user", 100, applyStep, func(x *result) { x.Requests = map[string]int{"PUT": 26} }),
		of("keys", 5000, refreshStep, func(x *result) { x.Memory = 150e6 }),
		of("keys", 5000, applyStep, func(x *result) { x.Memory = 151e6 }),
		of("members", 1, refreshStep, func(x *result) { x.Provider = 300 * time.Millisecond }),
		{Scenario: floorScenario, N: 1000, Step: refreshStep, Provider: 2 * time.Second},
	}}
	r.judge()
	got := map[string]string{}
	for _, v := range r.Targets {
		met := " missed"
		switch {
		case v.Measured == "":
			met = " not measured"
		case v.Met:
			met = " met"
		}
		got[v.What+", "+v.Target] = v.Measured + met
	}
	for what, want := range map[string]string{
		"refresh of 1000 sources, ≤ 15 requests":                                    "15 requests met",
		"refresh of 1000 sources, ≤ 1.25 × the same at 0 ms latency":                "1.25 × met",
		"refresh of 1000 grants, ≤ 120 requests":                                    "121 requests missed",
		"refresh of 1000 keys, ≤ 120 requests":                                      " not measured",
		"apply of 100 SPS changes, ≤ 12 commits":                                    "12 commits met",
		"apply of 100 SPS changes, ≥ 7 × faster than one commit per change":         "7.0 × met",
		"apply of 100 grants to one user, ≤ 25 PUTs":                                "26 PUTs missed",
		"peak memory of the provider at 5000 objects, ≤ 150 MB":                     "151 MB (keys, apply) missed",
		"usergroup with 1,000 members, one plan, ≤ 0.3 s of provider CPU":           "0.30 s met",
		"provider CPU per object in a plan: sources, ≤ 2 × that of five strings":    "2.00 × (4.00 ms to 2.00 ms) met",
		"provider CPU per object in a plan: grants, ≤ 2 × that of five strings":     "2.50 × (5.00 ms to 2.00 ms) missed",
		"provider CPU per object in a plan: usergroups, ≤ 2 × that of five strings": " not measured",
	} {
		if got[what] != want {
			t.Errorf("%s: %q, want %q", what, got[what], want)
		}
	}
}

func TestPluginName(t *testing.T) {
	t.Parallel()
	for program, want := range map[string]string{
		"/m/terraform-provider-pam_v0.1.0": pamPlugin, "terraform-provider-floor_v0.1.0": floorPlugin, "/tmp/bench": "",
		"bench.test": "",
	} {
		if got := pluginName(program); got != want {
			t.Errorf("%s stands in for %q, want %q", program, got, want)
		}
	}
}

// TestVersionWithWarning has a CLI that puts a warning before its version where providers are overridden, as OpenTofu
// does.
func TestVersionWithWarning(t *testing.T) {
	t.Setenv("TF_CLI_CONFIG_FILE", "") // a run takes Terraform's variables out of the environment
	cli := filepath.Join(t.TempDir(), "tofu")
	script := "#!/bin/sh\n" +
		"[ -n \"$TF_CLI_CONFIG_FILE\" ] && echo 'Warning: Provider development overrides are in effect'\n" +
		"echo '{\"terraform_version\": \"1.12.6\", \"provider_selections\": {}}'\n"
	if err := os.WriteFile(cli, []byte(script), 0o700); err != nil { // #nosec G306 -- it has to run
		t.Fatal(err)
	}
	l := life{scenario: scenario{config: func(int) string { return "" }}}
	tf, err := l.workspace(t.Context(), stage.Terraform{Path: cli}, filepath.Join(t.TempDir(), "w"),
		map[string]string{"TF_CLI_CONFIG_FILE": "overrides.tfrc"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tf.Plan(t.Context()); err != nil && strings.Contains(err.Error(), "version") {
		t.Error(err)
	}
	if v, _, err := tf.Version(t.Context(), false); err != nil || v.String() != "1.12.6" {
		t.Errorf("version %v, %v", v, err)
	}
}

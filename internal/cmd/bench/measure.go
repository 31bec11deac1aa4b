package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// The steps of a life, as they are called in the table.
const (
	planStep    = "plan"
	applyStep   = "apply"
	refreshStep = "refresh"       // a plan that finds nothing to change
	noDelayStep = "refresh, 0 ms" // the same, from a server that answers at once
	floorStep   = "no refresh"    // plan -refresh=false: what Terraform itself takes
	destroyStep = "destroy"
)

const (
	planFile  = "plan.tfplan"
	usageFile = "usage.json"
	// defaultParallelism is Terraform's.
	defaultParallelism = 10
)

// result is what one step of a life took.
type result struct {
	Scenario string        `json:"scenario"`
	N        int           `json:"n"`
	Latency  time.Duration `json:"latency_ns"`
	Commit   time.Duration `json:"commit_ns"`
	Workers  int           `json:"parallelism"`
	Step     string        `json:"step"`

	Wall      time.Duration  `json:"wall_ns"`
	Terraform time.Duration  `json:"terraform_cpu_ns"` // Terraform's own processor time
	Provider  time.Duration  `json:"provider_cpu_ns"`  // of all its processes
	Memory    int64          `json:"provider_peak_bytes"`
	Requests  map[string]int `json:"requests"` // by method, and "login"
	Commits   int            `json:"commits"`
}

func (r result) requests() int {
	n := 0
	for _, count := range r.Requests {
		n += count
	}
	return n
}

// server is the PrivX or the SPS of a life.
type server struct {
	*stage.System
	environment map[string]string
	setLatency  func(time.Duration)
	commits     func() int
}

// serve starts what the scenario needs, with what it refers to already there.
func (l life) serve(ctx context.Context) (*server, error) {
	none := func() int { return 0 }
	switch {
	case l.privx != nil:
		p, err := stage.StartPrivX(ctx)
		if err != nil {
			return nil, err
		}
		l.privx(p.Fake, l.n)
		return &server{p.System, p.Environment(), p.Fake.SetLatency, none}, nil
	case l.sps != nil:
		s, err := stage.StartSPS(ctx, spsfake.Options{CommitLatency: l.commit})
		if err != nil {
			return nil, err
		}
		l.sps(s.Fake, l.n)
		return &server{s.System, s.Environment(), s.Fake.SetLatency, s.Fake.Commits}, nil
	}
	return &server{setLatency: func(time.Duration) {}, commits: none}, nil
}

// live plans, applies, refreshes and destroys in a folder of its own, and measures each.
func (l life) live(ctx context.Context, cli stage.Terraform, folder string, say *teller) ([]result, error) {
	s, err := l.serve(ctx)
	if err != nil {
		return nil, err
	}
	if s.System != nil {
		defer s.Stop()
	}
	tf, err := l.workspace(ctx, cli, folder, s.environment)
	if err != nil {
		return nil, err
	}
	m := &meter{life: l, server: s, usage: filepath.Join(folder, usageFile), say: say}
	workers := tfexec.Parallelism(l.workers)
	steps := []struct {
		name string
		do   func() error
	}{
		{planStep, func() error { return unlike(false)(tf.Plan(ctx, workers, tfexec.Out(planFile))) }},
		{applyStep, func() error { return tf.Apply(ctx, tfexec.DirOrPlan(planFile), workers) }},
		{refreshStep, func() error { return unlike(true)(tf.Plan(ctx, workers)) }},
		{noDelayStep, func() error { return unlike(true)(tf.Plan(ctx, workers)) }},
		{floorStep, func() error { return unlike(true)(tf.Plan(ctx, workers, tfexec.Refresh(false))) }},
		{destroyStep, func() error { return tf.Destroy(ctx, workers) }},
	}
	for _, step := range steps {
		if step.name == noDelayStep && l.latency == 0 || step.name == destroyStep && !l.destroy {
			continue
		}
		if err := m.measure(step.name, step.do); err != nil {
			return m.results, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return m.results, nil
}

// unlike makes an error of a plan that is empty when it must not be, or the other way round.
func unlike(empty bool) func(changes bool, err error) error {
	return func(changes bool, err error) error {
		switch {
		case err != nil:
			return err
		case changes && empty:
			return errors.New("the plan is not empty")
		case !changes && !empty:
			return errors.New("the plan is empty")
		}
		return nil
	}
}

// workspace is a folder with the configuration, and Terraform in it.
func (l life) workspace(
	ctx context.Context, cli stage.Terraform, folder string, environment map[string]string,
) (*tfexec.Terraform, error) {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return nil, err
	}
	files := map[string]string{}
	if l.files != nil {
		files = l.files(l.n)
	}
	files["main.tf"] = l.config(l.n)
	if l.privx != nil && l.workers > defaultParallelism { // else the provider keeps the requests of ten objects under way
		files["provider.tf"] = fmt.Sprintf("provider \"pam\" {\n  privx = {\n    max_concurrent_requests = %d\n  }\n}\n",
			l.workers)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	tf, err := tfexec.NewTerraform(folder, cli.Path)
	if err != nil {
		return nil, err
	}
	// It is remembered. With overridden providers, OpenTofu puts a warning in front of it that terraform-exec cannot read.
	if _, _, err = tf.Version(ctx, true); err != nil {
		return nil, err
	}
	all := map[string]string{usageVariable: filepath.Join(folder, usageFile)}
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if _, ours := environment[name]; !ours && !strings.HasPrefix(name, "TF_IN_") {
			all[name] = value
		}
	}
	for name, value := range environment {
		all[name] = value
	}
	return tf, errors.Join(tf.SetEnv(all), tf.Init(ctx))
}

// meter collects what the steps of a life take.
type meter struct {
	life
	server  *server
	usage   string
	say     *teller
	results []result
}

func (m *meter) measure(step string, do func() error) error {
	latency := m.latency
	if step == noDelayStep {
		latency = 0
	}
	m.server.setLatency(latency)
	if err := os.Remove(m.usage); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	seen := func() []fakehttp.Request { return nil }
	if m.server.System != nil {
		seen = m.server.Watch()
	}
	commits, children := m.server.commits(), childrenCPU()
	m.say.begin(m.life, step)
	start := time.Now()
	if err := do(); err != nil {
		return err
	}
	r := result{
		Scenario: m.name, N: m.n, Latency: m.latency, Commit: m.commit, Workers: m.workers, Step: step,
		Wall: time.Since(start), Requests: kinds(seen()), Commits: m.server.commits() - commits,
	}
	processes, err := readUsage(m.usage)
	if err != nil {
		return err
	}
	for _, p := range processes {
		r.Provider += p.CPU
		r.Memory = max(r.Memory, p.Memory)
	}
	r.Terraform = childrenCPU() - children - r.Provider
	m.say.end(r)
	m.results = append(m.results, r)
	return nil
}

func kinds(requests []fakehttp.Request) map[string]int {
	counts := map[string]int{}
	for _, r := range requests {
		kind := r.Method
		switch login := strings.HasPrefix(r.Path, "/auth/") || strings.HasSuffix(r.Path, "/authentication"); {
		case login && r.Method == http.MethodDelete:
			kind = "logout"
		case login:
			kind = "login"
		}
		counts[kind]++
	}
	return counts
}

func readUsage(file string) ([]process, error) {
	f, err := os.Open(file) //nolint:gosec // a file of ours
	if err != nil {
		return nil, fmt.Errorf("the provider left no record of its processes: %w", err)
	}
	defer f.Close()
	var all []process
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var p process
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// childrenCPU is the processor time of all processes that this one has waited for, and of theirs.
func childrenCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

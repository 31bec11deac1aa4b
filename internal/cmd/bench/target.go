package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// verdict is a target of this project beside what a run measured.
type verdict struct {
	What     string `json:"what"`
	Target   string `json:"target"`
	Measured string `json:"measured"` // empty if the run had nothing to measure it by
	Met      bool   `json:"met"`
}

// judge holds what was measured against every target.
func (r *report) judge() {
	r.Targets = nil
	for _, step := range []func(){
		func() { r.requestsOf("sources", 15) },
		r.latencyHidden,
		func() { r.requestsOf("grants", 120) },
		func() { r.requestsOf("keys", 120) },
		func() { r.requestsOf("usergroups", 15) },
		func() { r.requestsOf("policies", 15) },
		r.commitsShared, r.grantsShared, r.memory, r.fatGroup, r.perObject,
	} {
		step()
	}
}

func (r *report) add(what, target, measured string, met bool) {
	r.Targets = append(r.Targets, verdict{what, target, measured, met})
}

// each calls for every result of a step of a scenario, of any size if n is 0.
func (r *report) each(scenario string, n int, step string, do func(result)) bool {
	found := false
	for _, x := range r.Results {
		if (scenario == "" || x.Scenario == scenario) && (n == 0 || x.N == n) && x.Step == step {
			do(x)
			found = true
		}
	}
	return found
}

func (r *report) requestsOf(scenario string, most int) {
	const n = 1000
	what, target := fmt.Sprintf("refresh of %d %s", n, scenario), fmt.Sprintf("≤ %d requests", most)
	worst := 0
	if !r.each(scenario, n, refreshStep, func(x result) { worst = max(worst, x.requests()) }) {
		r.add(what, target, "", false)
		return
	}
	r.add(what, target, fmt.Sprintf("%d requests", worst), worst <= most)
}

func (r *report) latencyHidden() {
	const what, target = "refresh of 1000 sources", "≤ 1.25 × the same at 0 ms latency"
	worst := 0.0
	r.each("sources", 1000, refreshStep, func(x result) {
		if at0 := r.beside(x, noDelayStep); at0 != nil {
			worst = max(worst, x.Wall.Seconds()/at0.Wall.Seconds())
		}
	})
	if worst == 0 {
		r.add(what, target, "", false)
		return
	}
	r.add(what, target, fmt.Sprintf("%.2f ×", worst), worst <= 1.25)
}

func (r *report) commitsShared() {
	const what = "apply of 100 SPS changes"
	most, factor := 0, 0.0
	r.each("usergroups", 100, applyStep, func(x result) {
		if x.Workers != defaultParallelism {
			return
		}
		most = max(most, x.Commits)
		alone := x
		alone.Scenario, alone.Workers = "one-commit-per-change", 1
		if one := r.beside(alone, applyStep); one != nil && x.Commit > 0 {
			factor = one.Wall.Seconds() / x.Wall.Seconds()
		}
	})
	if most == 0 {
		r.add(what, "≤ 12 commits", "", false)
	} else {
		r.add(what, "≤ 12 commits", fmt.Sprintf("%d commits", most), most <= 12)
	}
	if factor == 0 {
		r.add(what, "≥ 7 × faster than one commit per change", "", false)
		return
	}
	r.add(what, "≥ 7 × faster than one commit per change", fmt.Sprintf("%.1f ×", factor), factor >= 7)
}

func (r *report) grantsShared() {
	const what, target = "apply of 100 grants to one user", "≤ 25 PUTs"
	puts := 0
	if !r.each("one-user", 100, applyStep, func(x result) { puts = max(puts, x.Requests["PUT"]) }) {
		r.add(what, target, "", false)
		return
	}
	r.add(what, target, fmt.Sprintf("%d PUTs", puts), puts <= 25)
}

func (r *report) memory() {
	const what, target = "peak memory of the provider at 5000 objects", "≤ 150 MB"
	var worst result
	for _, x := range r.Results {
		if x.N == 5000 && !strings.HasPrefix(x.Scenario, floorScenario) && x.Memory > worst.Memory {
			worst = x
		}
	}
	if worst.N == 0 {
		r.add(what, target, "", false)
		return
	}
	r.add(what, target, fmt.Sprintf("%.0f MB (%s, %s)", megabytes(worst.Memory), worst.Scenario, worst.Step),
		megabytes(worst.Memory) <= 150)
}

func (r *report) fatGroup() {
	const what, target = "usergroup with 1,000 members, one plan", "≤ 0.3 s of provider CPU"
	worst := 0.0
	if !r.each("members", 1, refreshStep, func(x result) { worst = max(worst, x.Provider.Seconds()) }) {
		r.add(what, target, "", false)
		return
	}
	r.add(what, target, fmt.Sprintf("%.2f s", worst), worst <= 0.3)
}

// perObject compares with the floor of the same size.
func (r *report) perObject() {
	const target = "≤ 2 × that of five strings"
	for _, s := range []string{"sources", "grants", "keys", "usergroups", "policies"} {
		what := "provider CPU per object in a plan: " + s
		floor, worst := 0.0, result{}
		r.each(floorScenario, 1000, refreshStep, func(x result) { floor = x.perObject() })
		r.each(s, 1000, refreshStep, func(x result) {
			if x.Provider > worst.Provider {
				worst = x
			}
		})
		if floor == 0 || worst.N == 0 {
			r.add(what, target, "", false)
			continue
		}
		ratio := worst.perObject() / floor
		r.add(what, target, fmt.Sprintf("%.2f × (%.2f ms to %.2f ms)", ratio, worst.perObject(), floor), ratio <= 2)
	}
}

func (r *report) printTargets(out io.Writer) error {
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\ttarget\tmeasured\t")
	for _, v := range r.Targets {
		measured, met := v.Measured, "met"
		switch {
		case measured == "":
			measured, met = "not in this run", ""
		case !v.Met:
			met = "missed"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", v.What, v.Target, measured, met)
	}
	return w.Flush()
}

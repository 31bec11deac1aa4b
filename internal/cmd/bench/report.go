package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// report is a whole run, as it is written and compared.
type report struct {
	When      time.Time `json:"when"`
	Terraform string    `json:"terraform"`
	Machine   string    `json:"machine"`
	Results   []result  `json:"results"`
	Targets   []verdict `json:"targets"`
}

func newReport(terraform string) *report {
	return &report{
		When: time.Now().Truncate(time.Second), Terraform: terraform,
		Machine: fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()),
	}
}

func readReport(file string) (*report, error) {
	content, err := os.ReadFile(file) //nolint:gosec // the file that the flag names
	if err != nil {
		return nil, err
	}
	r := &report{}
	if err := json.Unmarshal(content, r); err != nil {
		return nil, fmt.Errorf("%s is no report of this program: %w", file, err)
	}
	return r, nil
}

func (r *report) write(file string) error {
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(content, '\n'), 0o600)
}

// beside is another step of the same life, or nil.
func (r *report) beside(x result, step string) *result {
	i := slices.IndexFunc(r.Results, func(y result) bool {
		return y.Scenario == x.Scenario && y.N == x.N && y.Latency == x.Latency && y.Commit == x.Commit &&
			y.Workers == x.Workers && y.Step == step
	})
	if i < 0 {
		return nil
	}
	return &r.Results[i]
}

// print writes the table, each figure with its change against an earlier run if there is one, and the targets.
func (r *report) print(out io.Writer, before *report) error {
	fmt.Fprintf(out, "\n%s, %s\n\n", r.Terraform, r.Machine)
	for _, s := range scenarios {
		fmt.Fprintf(out, "  %-22s %s\n", s.name, s.about)
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "scenario\tN\tlatency\tcommit\tparallel\tstep\twall s\t× no refresh\tTerraform CPU s\tprovider CPU "+
		"s\tms/object\tpeak MB\trequests\tGET\tPOST\tPUT\tDELETE\tlogins\tcommits\t")
	for _, x := range r.Results {
		old := &result{}
		if before != nil {
			if found := before.beside(x, x.Step); found != nil {
				old = found
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%.2f\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t\n",
			x.Scenario, x.N, x.Latency, x.Commit, x.Workers, x.Step,
			against(x.Wall.Seconds(), old.Wall.Seconds(), "%.1f"), r.ratio(x),
			against(x.Terraform.Seconds(), old.Terraform.Seconds(), "%.1f"),
			against(x.Provider.Seconds(), old.Provider.Seconds(), "%.2f"), x.perObject(),
			against(megabytes(x.Memory), megabytes(old.Memory), "%.0f"),
			against(float64(x.requests()), float64(old.requests()), "%.0f"),
			x.Requests["GET"], x.Requests["POST"], x.Requests["PUT"], x.Requests["DELETE"], x.Requests["login"],
			against(float64(x.Commits), float64(old.Commits), "%.0f"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return r.printTargets(out)
}

// against shows a figure, and by how much it differs from an earlier one that was measured.
func against(now, before float64, format string) string {
	text := fmt.Sprintf(format, now)
	if before != 0 {
		text += fmt.Sprintf(" (%+.0f%%)", (now/before-1)*100)
	}
	return text
}

// ratio compares a refresh with Terraform's own share of it.
func (r *report) ratio(x result) string {
	alone := r.beside(x, floorStep)
	if alone == nil || x.Step != refreshStep && x.Step != noDelayStep {
		return ""
	}
	return fmt.Sprintf("%.2f", x.Wall.Seconds()/alone.Wall.Seconds())
}

// perObject is the provider's processor time, in milliseconds.
func (r result) perObject() float64 { return r.Provider.Seconds() * 1000 / float64(r.N) }

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }

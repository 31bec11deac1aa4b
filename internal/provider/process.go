package provider

import (
	"os"
	"runtime/debug"
	"strings"
)

const (
	// garbage is how much the heap may grow, in percent of what is in use, before it is collected. What is in use is a few
	// megabytes, and every call of Terraform's leaves up to one behind.
	garbage = 400
	// memory is from where on to collect sooner, in bytes: a provider shares the machine with Terraform's own, far larger, graph.
	memory = 96 << 20
)

// Tune makes the process of a provider cheap to run. It respects GOGC, GOMEMLIMIT and TF_LOG_... variables that the user has set.
//
// Unless told otherwise, the framework writes several hundred lines of log for each object, as JSON, which Terraform parses
// and throws away when no log is asked for: half of the processor time that both take for a plan.
func Tune() {
	level := logLevel(os.Getenv)
	for _, logger := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_PAM"} {
		if os.Getenv(logger) == "" {
			_ = os.Setenv(logger, level)
		}
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
}

// logLevel is what Terraform lets through of a provider's log.
func logLevel(getenv func(string) string) string {
	for _, name := range []string{"TF_LOG_PROVIDER", "TF_LOG"} {
		switch level := strings.ToUpper(getenv(name)); level {
		case "":
		case "DEBUG", "INFO", "WARN", "ERROR", "OFF":
			return level
		default: // JSON, and what Terraform does not know
			return "TRACE"
		}
	}
	return "OFF"
}

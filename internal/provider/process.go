package provider

import (
	"os"
	"runtime/debug"
	"strings"
)

const (
	// gcPercent is high because little is in use, a few megabytes, and every call leaves up to one behind.
	gcPercent = 400
	// memoryLimit is in bytes. Above it memory is freed sooner, because the provider shares the machine with Terraform's
	// far larger graph.
	memoryLimit = 96 << 20
)

// Tune makes the process of a provider cheap to run. It respects GOGC, GOMEMLIMIT and TF_LOG_... variables of the user.
//
// terraform-plugin-log (seen in 0.11) logs at TRACE by default: several hundred lines of JSON for each object, which
// Terraform parses and throws away when no log is asked for, half of the processor time that both take for a plan. The
// levels need not be set here once the default is what Terraform lets through.
func Tune() {
	level := logLevel(os.Getenv)
	for _, logger := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_PAM"} {
		if os.Getenv(logger) == "" {
			_ = os.Setenv(logger, level)
		}
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// logLevel returns the level of what Terraform lets through of a provider's log.
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

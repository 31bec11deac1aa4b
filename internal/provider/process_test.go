package provider

import "testing"

func TestLogLevel(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ global, ours, want string }{
		{"", "", "OFF"},
		{"off", "", "OFF"},
		{"debug", "", "DEBUG"},
		{"JSON", "", "TRACE"},
		{"everything", "", "TRACE"},
		{"", "info", "INFO"},
		{"TRACE", "ERROR", "ERROR"},
		{"ERROR", "TRACE", "TRACE"},
	} {
		env := map[string]string{"TF_LOG": tc.global, "TF_LOG_PROVIDER": tc.ours}
		if got := logLevel(func(name string) string { return env[name] }); got != tc.want {
			t.Errorf("TF_LOG=%s TF_LOG_PROVIDER=%s: %s, want %s", tc.global, tc.ours, got, tc.want)
		}
	}
}

package stage

import (
	"os"
	"strings"
)

// SetEnvironment makes this program's environment the one that Terraform shall see, for terraform-exec hands on
// variables like TF_VAR_x only from there. What the user has set for Terraform and the provider has no say.
func SetEnvironment(all ...map[string]string) error {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !isOurs(name) {
			continue
		}
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	for _, variables := range all {
		for name, value := range variables {
			if err := os.Setenv(name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

func isOurs(name string) bool {
	for _, prefix := range []string{"TF_", "TOFU_", "PRIVX_", "SPS_", "CHECKPOINT_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

package tfkit

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Secret is a write-only attribute of a model and its version.
type Secret struct {
	Value   *types.String
	Version *types.Int64
	// Needed says that the server does not do without the secret.
	Needed bool
}

// HowToClear returns what to write to take the secret called name away from the server.
func (s Secret) HowToClear(name string) string {
	if s.Needed {
		return "It cannot be without one."
	}
	return fmt.Sprintf("To clear it there, set %s = \"\" and raise its version.", name)
}

// Secrets are all secrets of a model, by the path of the attribute.
// Those of a group that is not configured are missing.
type Secrets map[string]Secret

// Renew takes the secrets whose version is new against state (nil: nothing was sent yet) from the configuration into
// the plan, the only place from which they are sent, and leaves the others null.
func (s Secrets) Renew(config, state Secrets) {
	for name, planned := range s {
		*planned.Value = types.StringNull()
		if before, ok := state[name]; ok && before.Version.Equal(*planned.Version) {
			continue
		}
		if configured, ok := config[name]; ok {
			*planned.Value = *configured.Value
		}
	}
}

// Forget makes all secrets null, which is how write-only attributes stand in state.
func (s Secrets) Forget() {
	for _, secret := range s {
		*secret.Value = types.StringNull()
	}
}

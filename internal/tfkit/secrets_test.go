package tfkit_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// secrets are a model's, with one secret called x.
func secrets(value types.String, version types.Int64) tfkit.Secrets {
	return tfkit.Secrets{"x": {Value: &value, Version: &version}}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	none, one, two := types.Int64Null(), types.Int64Value(1), types.Int64Value(2)
	for _, c := range []struct {
		name string
		// version is the plan's.
		version types.Int64
		// state is nil on create.
		state tfkit.Secrets
		sent  bool
	}{
		{"create", one, nil, true},
		{"group put in", one, tfkit.Secrets{}, true},
		{"same version", one, secrets(types.StringNull(), one), false},
		{"raised version", two, secrets(types.StringNull(), one), true},
		{"lowered version", one, secrets(types.StringNull(), two), true},
		{"after import", one, secrets(types.StringNull(), none), true},
		{"no version then or now", none, secrets(types.StringNull(), none), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			// What the plan holds of a write-only attribute is not to be trusted.
			plan := secrets(types.StringValue("planned"), c.version)
			plan.Renew(secrets(types.StringValue("configured"), c.version), c.state)
			want := types.StringNull()
			if c.sent {
				want = types.StringValue("configured")
			}
			if got := *plan["x"].Value; !got.Equal(want) {
				t.Errorf("the plan sends %s, want %s", got, want)
			}
			if !plan["x"].Version.Equal(c.version) {
				t.Errorf("the version became %s", plan["x"].Version)
			}
		})
	}
}

func TestRenewWithoutConfiguration(t *testing.T) {
	t.Parallel()
	plan := secrets(types.StringValue("planned"), types.Int64Value(1))
	plan.Renew(tfkit.Secrets{}, nil)
	if !plan["x"].Value.IsNull() {
		t.Error("a secret was sent that is not in the configuration")
	}
	plan.Renew(secrets(types.StringNull(), types.Int64Null()), secrets(types.StringNull(), types.Int64Value(2)))
	if !plan["x"].Value.IsNull() {
		t.Error("a null secret was sent")
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	all := secrets(types.StringValue("a"), types.Int64Value(3))
	all.Forget()
	if !all["x"].Value.IsNull() || all["x"].Version.ValueInt64() != 3 {
		t.Errorf("left: %s, version %s", all["x"].Value, all["x"].Version)
	}
}

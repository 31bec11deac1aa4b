package provider

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestCallsAreForgotten has the garbage collector show that nobody holds the context of a call that has ended. With the framework's
// own server it never lets go.
func TestCallsAreForgotten(t *testing.T) {
	t.Parallel()
	s := NewServer("test")
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	config := func(ty tftypes.Type) *tfprotov6.DynamicValue {
		d, err := tfprotov6.NewDynamicValue(ty, tftypes.NewValue(ty, nil))
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	const resource, dataSource = "pam_sps_user", "pam_privx_role"
	object, data := config(schemas.ResourceSchemas[resource].ValueType()), config(schemas.DataSourceSchemas[dataSource].ValueType())
	for name, do := range map[string]func(context.Context) error{
		"ValidateResourceConfig": func(ctx context.Context) error {
			_, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: resource, Config: object})
			return err
		},
		"UpgradeResourceState": func(ctx context.Context) error {
			_, err := s.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{TypeName: resource, RawState: &tfprotov6.RawState{JSON: []byte(`{}`)}})
			return err
		},
		"UpgradeResourceIdentity": func(ctx context.Context) error {
			_, err := s.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{TypeName: resource, RawIdentity: &tfprotov6.RawState{JSON: []byte(`{}`)}})
			return err
		},
		"ReadResource": func(ctx context.Context) error {
			_, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: resource, CurrentState: object})
			return err
		},
		"PlanResourceChange": func(ctx context.Context) error {
			_, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: resource, PriorState: object, ProposedNewState: object, Config: object})
			return err
		},
		"ApplyResourceChange": func(ctx context.Context) error {
			_, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: resource, PriorState: object, PlannedState: object, Config: object})
			return err
		},
		"ImportResourceState": func(ctx context.Context) error {
			_, err := s.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: resource, ID: "x"})
			return err
		},
		"ValidateDataResourceConfig": func(ctx context.Context) error {
			_, err := s.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: dataSource, Config: data})
			return err
		},
		"ReadDataSource": func(ctx context.Context) error {
			_, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: data})
			return err
		},
	} {
		type key struct{}
		held := func() weak.Pointer[[1 << 10]byte] {
			load := new([1 << 10]byte)
			if err := do(context.WithValue(t.Context(), key{}, load)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return weak.Make(load)
		}()
		for range 100 {
			if runtime.GC(); held.Value() == nil {
				break
			}
			time.Sleep(10 * time.Millisecond) // goroutines of the call may be ending
		}
		if held.Value() != nil {
			t.Errorf("%s: the context of the call is still held", name)
		}
	}
	runtime.KeepAlive(s)
}

package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"

	"github.com/pamkit/terraform-provider-pam/internal/provider"
)

// Run is one run of Terraform: a provider of its own, configured once.
type Run struct {
	t      testing.TB
	server tfprotov6.ProviderServer
	// framework is the provider without what internal/provider/server.go does by itself.
	framework tfprotov6.ProviderServer
	Schema    *tfprotov6.GetProviderSchemaResponse
	// Configured are the diagnostics of configuring the provider.
	Configured Diagnostics
}

// NewRun starts a provider with the given settings (the body of a provider block).
func NewRun(t testing.TB, settings string) *Run {
	t.Helper()
	return NewRunAt(t, settings, time.Now)
}

// NewRunAt is NewRun with a clock.
func NewRunAt(t testing.TB, settings string, now func() time.Time) *Run {
	t.Helper()
	framework := providerserver.NewProtocol6(provider.ForTests(now))()
	return Drive(t, provider.ServerOf(provider.ForTests(now)), framework, settings)
}

// Drive starts any provider with the given settings. framework is the same provider as the framework alone serves it.
func Drive(t testing.TB, server, framework tfprotov6.ProviderServer, settings string) *Run {
	t.Helper()
	r := &Run{t: t, server: server, framework: framework}
	t.Cleanup(func() { provider.End(context.WithoutCancel(t.Context()), server) })
	var err error
	r.Schema, err = server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	r.fatal(err)
	ty := objectType(r.Schema.Provider)
	config := dynamic(t, parse(t, settings, ty))
	validated, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
	r.fatal(err)
	request := &tfprotov6.ConfigureProviderRequest{Config: config, TerraformVersion: "1.11.4"}
	configured, err := server.ConfigureProvider(t.Context(), request)
	r.fatal(err)
	_, err = r.framework.ConfigureProvider(t.Context(), request)
	r.fatal(err)
	r.Configured = append(Diagnostics(validated.Diagnostics), configured.Diagnostics...)
	return r
}

func (r *Run) fatal(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func objectType(s *tfprotov6.Schema) tftypes.Object {
	ty, ok := s.ValueType().(tftypes.Object)
	if !ok {
		panic("a schema is an object")
	}
	return ty
}

// dynamic encodes a value as Terraform does: equal values are equal bytes, whatever the order of sets and maps.
func dynamic(t testing.TB, v tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	notation, err := json.Marshal(v.Type())
	must(err)
	ty, err := ctyjson.UnmarshalType(notation)
	must(err)
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	must(err)
	value, err := msgpack.Unmarshal(d.MsgPack, ty)
	must(err)
	d.MsgPack, err = msgpack.Marshal(value, ty)
	must(err)
	return &d
}

func (r *Run) value(d *tfprotov6.DynamicValue, ty tftypes.Type) tftypes.Value {
	r.t.Helper()
	if d == nil {
		return tftypes.NewValue(ty, nil)
	}
	v, err := d.Unmarshal(ty)
	r.fatal(err)
	return v
}

func (r *Run) schema(resource string) *tfprotov6.Schema {
	r.t.Helper()
	s, ok := r.Schema.ResourceSchemas[resource]
	if !ok {
		r.t.Fatalf("there is no resource %s", resource)
	}
	return s
}

// Validate does what terraform validate does to one block.
func (r *Run) Validate(resource, body string) Diagnostics {
	r.t.Helper()
	resp, err := r.server.ValidateResourceConfig(r.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: resource, Config: dynamic(r.t, parse(r.t, body, objectType(r.schema(resource)))),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	r.fatal(err)
	return resp.Diagnostics
}

// Plan validates the block and plans from the state to it.
func (r *Run) Plan(resource string, state State, body string) Plan {
	r.t.Helper()
	p := Plan{Diagnostics: r.Validate(resource, body)}
	if p.Diagnostics.Failed() {
		return p
	}
	ty := objectType(r.schema(resource))
	prior := state.value(ty)
	request := r.PlanRequest(resource, state, body)
	resp, err := r.server.PlanResourceChange(r.t.Context(), request)
	r.fatal(err)
	r.mustBeTheFrameworks(request, resp)
	p.Diagnostics = append(p.Diagnostics, resp.Diagnostics...)
	p.planned, p.private = r.value(resp.PlannedState, ty), resp.PlannedPrivate
	p.Replace = len(resp.RequiresReplace) > 0 && !prior.IsNull()
	if !p.Diagnostics.Failed() {
		p.Changes = changes(prior, p.planned)
	}
	return p
}

// PlanRequest returns the request with which Terraform has a plan made from the state to the block.
func (r *Run) PlanRequest(resource string, state State, body string) *tfprotov6.PlanResourceChangeRequest {
	r.t.Helper()
	s := r.schema(resource)
	ty := objectType(s)
	config, prior := parse(r.t, body, ty), state.value(ty)
	return &tfprotov6.PlanResourceChangeRequest{
		TypeName: resource, PriorState: dynamic(r.t, prior), Config: dynamic(r.t, config),
		ProposedNewState: dynamic(r.t, proposed(s.Block.Attributes, prior, config)),
		PriorPrivate:     state.Private, PriorIdentity: state.Identity,
	}
}

// mustBeTheFrameworks fails the test where nothing is planned and the framework alone would have planned something, or
// said so in other words; with identity, and without as Terraform before 1.12.
func (r *Run) mustBeTheFrameworks(
	request *tfprotov6.PlanResourceChangeRequest, planned *tfprotov6.PlanResourceChangeResponse,
) {
	r.t.Helper()
	if planned.PlannedState == nil || !bytes.Equal(planned.PlannedState.MsgPack, request.PriorState.MsgPack) {
		return
	}
	older := *request
	older.PriorIdentity = nil
	ty := objectType(r.schema(request.TypeName))
	for _, request := range []*tfprotov6.PlanResourceChangeRequest{request, &older} {
		got, err := r.server.PlanResourceChange(r.t.Context(), request)
		r.fatal(err)
		want, err := r.framework.PlanResourceChange(r.t.Context(), request)
		r.fatal(err)
		if !r.value(got.PlannedState, ty).Equal(r.value(want.PlannedState, ty)) ||
			!bytes.Equal(got.PlannedPrivate, want.PlannedPrivate) ||
			!reflect.DeepEqual(got.PlannedIdentity, want.PlannedIdentity) ||
			!reflect.DeepEqual(got.RequiresReplace, want.RequiresReplace) ||
			len(got.Diagnostics) != len(want.Diagnostics) {
			r.t.Fatalf("%s: planned\n%+v\nwhere the framework plans\n%+v", request.TypeName, got, want)
		}
	}
}

// Apply plans and applies. It fails the test when the provider goes back on its plan, as Terraform does.
func (r *Run) Apply(resource string, state State, body string) (State, Diagnostics) {
	r.t.Helper()
	p := r.Plan(resource, state, body)
	if p.Diagnostics.Failed() {
		return state, p.Diagnostics
	}
	ty := objectType(r.schema(resource))
	resp, err := r.server.ApplyResourceChange(r.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: resource, PriorState: dynamic(r.t, state.value(ty)), PlannedState: dynamic(r.t, p.planned),
		Config: dynamic(r.t, parse(r.t, body, ty)), PlannedPrivate: p.private,
	})
	r.fatal(err)
	after := State{Value: r.value(resp.NewState, ty), Private: resp.Private, Identity: resp.NewIdentity}
	diags := Diagnostics(resp.Diagnostics)
	if !diags.Failed() && !keeps(p.planned, after.Value) {
		r.t.Fatalf("%s: the state after apply is not what was planned: %v", resource, changes(p.planned, after.Value))
	}
	return after, append(p.Diagnostics, diags...)
}

// MustApply is Apply of what has to succeed.
func (r *Run) MustApply(resource string, state State, body string) State {
	r.t.Helper()
	after, diags := r.Apply(resource, state, body)
	diags.MustSucceed(r.t)
	return after
}

// Read refreshes. The state of an object that is gone has a null value.
func (r *Run) Read(resource string, state State) (State, Diagnostics) {
	r.t.Helper()
	ty := objectType(r.schema(resource))
	resp, err := r.server.ReadResource(r.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: resource, CurrentState: dynamic(r.t, state.value(ty)), Private: state.Private,
		CurrentIdentity: state.Identity,
	})
	r.fatal(err)
	return State{Value: r.value(resp.NewState, ty), Private: resp.Private, Identity: resp.NewIdentity}, resp.Diagnostics
}

// MustRead is Read of what has to succeed.
func (r *Run) MustRead(resource string, state State) State {
	r.t.Helper()
	after, diags := r.Read(resource, state)
	diags.MustSucceed(r.t)
	return after
}

// Import does what terraform import does: import by id, then read.
func (r *Run) Import(resource, id string) (State, Diagnostics) {
	r.t.Helper()
	return r.importAs(resource, &tfprotov6.ImportResourceStateRequest{TypeName: resource, ID: id})
}

// ImportIdentity imports by identity (Terraform 1.12 and later), without a Terraform.
func (r *Run) ImportIdentity(resource string, identity *tfprotov6.ResourceIdentityData) (State, Diagnostics) {
	r.t.Helper()
	return r.importAs(resource, &tfprotov6.ImportResourceStateRequest{TypeName: resource, Identity: identity})
}

func (r *Run) importAs(resource string, req *tfprotov6.ImportResourceStateRequest) (State, Diagnostics) {
	r.t.Helper()
	resp, err := r.server.ImportResourceState(r.t.Context(), req)
	r.fatal(err)
	if Diagnostics(resp.Diagnostics).Failed() || len(resp.ImportedResources) == 0 {
		return State{}, resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	state := State{
		Value: r.value(imported.State, objectType(r.schema(resource))), Private: imported.Private,
		Identity: imported.Identity,
	}
	after, diags := r.Read(resource, state)
	return after, append(resp.Diagnostics, diags...)
}

// Destroy deletes the object.
func (r *Run) Destroy(resource string, state State) Diagnostics {
	r.t.Helper()
	ty := objectType(r.schema(resource))
	none := dynamic(r.t, tftypes.NewValue(ty, nil))
	resp, err := r.server.ApplyResourceChange(r.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: resource, PriorState: dynamic(r.t, state.value(ty)), PlannedState: none, Config: none,
		PlannedPrivate: state.Private,
	})
	r.fatal(err)
	return resp.Diagnostics
}

// Data reads a data source.
func (r *Run) Data(dataSource, body string) (tftypes.Value, Diagnostics) {
	r.t.Helper()
	s, ok := r.Schema.DataSourceSchemas[dataSource]
	if !ok {
		r.t.Fatalf("there is no data source %s", dataSource)
	}
	config := dynamic(r.t, parse(r.t, body, objectType(s)))
	validated, err := r.server.ValidateDataResourceConfig(r.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: dataSource, Config: config,
	})
	r.fatal(err)
	if Diagnostics(validated.Diagnostics).Failed() {
		return tftypes.Value{}, validated.Diagnostics
	}
	resp, err := r.server.ReadDataSource(r.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource, Config: config,
	})
	r.fatal(err)
	return r.value(resp.State, objectType(s)), append(Diagnostics(validated.Diagnostics), resp.Diagnostics...)
}

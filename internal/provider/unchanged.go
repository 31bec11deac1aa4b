package provider

import (
	"bytes"
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// countless are the resources of which there are thousands. Most of them are as they are configured, and for those the plan is
// the state. The framework takes its whole way to find that out: 2 ms for a source, 90 ms for a usergroup of 1,000 members.
//
// A resource may stand here whose plan modifiers and ModifyPlan have nothing to do where the proposed state is the prior one.
// The driver of all tests (acctest) holds every plan without changes against the framework's.

// msgpackNil is null as Terraform encodes it.
const msgpackNil = 0xc0

// unchanged finds objects that are as they are configured.
type unchanged map[string]func() *shape

// shape is what has to be known of a resource: its type, and the defaults in it.
type shape struct {
	ty       tftypes.Type
	defaults *fallback
}

func newUnchanged() unchanged {
	u := unchanged{}
	for _, kind := range kinds() {
		r := kind.Resource()
		if r, ok := r.(interface{ PlansAsIs() bool }); !ok || !r.PlansAsIs() {
			continue
		}
		var name resource.MetadataResponse
		r.Metadata(context.Background(), resource.MetadataRequest{ProviderTypeName: "pam"}, &name)
		u[name.TypeName] = sync.OnceValue(func() *shape {
			var s resource.SchemaResponse
			r.Schema(context.Background(), resource.SchemaRequest{}, &s)
			return &shape{s.Schema.Type().TerraformType(context.Background()), fallbackOf(s.Schema.Attributes)}
		})
	}
	return u
}

// plan gives the answer to a request that changes nothing, and nil for any other.
//
// Terraform proposes what is configured, and for a computed attribute that is not configured what is in the state. Where that
// is the state as a whole, only a default could still change it.
func (u unchanged) plan(r *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	of := u[r.TypeName]
	if of == nil || r.PriorState == nil || r.ProposedNewState == nil || r.Config == nil ||
		len(r.PriorState.MsgPack) == 0 || r.PriorState.MsgPack[0] == msgpackNil || !bytes.Equal(r.PriorState.MsgPack, r.ProposedNewState.MsgPack) {
		return nil
	}
	object := of()
	if object.defaults == nil {
		return nil
	}
	config, err := r.Config.Unmarshal(object.ty)
	if err != nil {
		return nil
	}
	prior, err := r.PriorState.Unmarshal(object.ty)
	if err != nil || config.IsNull() || !object.defaults.matches(config, prior) {
		return nil
	}
	identity := r.PriorIdentity
	if identity == nil { // Terraform before 1.12; all of these resources have one
		identity = &tfprotov6.ResourceIdentityData{IdentityData: &tfprotov6.DynamicValue{MsgPack: []byte{msgpackNil}}}
	}
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: r.PriorState, PlannedPrivate: r.PriorPrivate, PlannedIdentity: identity}
}

// fallback is what stands for an attribute that is not configured.
type fallback struct {
	// value is the default, nil if there is none.
	value *tftypes.Value
	// members are the attributes of an object, or of each object in a list or map, that have defaults themselves.
	members map[string]*fallback
}

// fallbackOf is nil where an attribute is of a kind that this file does not know: only the framework can plan it then.
func fallbackOf(attributes map[string]schema.Attribute) *fallback {
	f := &fallback{members: map[string]*fallback{}}
	for name, a := range attributes {
		member := &fallback{}
		switch a := a.(type) {
		case schema.SingleNestedAttribute:
			member = fallbackOf(a.Attributes)
		case schema.ListNestedAttribute:
			member = fallbackOf(a.NestedObject.Attributes)
		case schema.MapNestedAttribute:
			member = fallbackOf(a.NestedObject.Attributes)
		}
		value, ok := defaultOf(a)
		if member == nil || !ok {
			return nil
		}
		member.value = value
		if value != nil || len(member.members) > 0 {
			f.members[name] = member
		}
	}
	return f
}

// defaultOf gives the default of an attribute, nil if it has none. It is not ok for a kind of attribute that it does not know.
func defaultOf(a schema.Attribute) (value *tftypes.Value, ok bool) {
	ctx := context.Background()
	var v attr.Value
	switch a := a.(type) {
	case schema.StringAttribute:
		if a.Default != nil {
			var resp defaults.StringResponse
			a.Default.DefaultString(ctx, defaults.StringRequest{}, &resp)
			v = resp.PlanValue
		}
	case schema.BoolAttribute:
		if a.Default != nil {
			var resp defaults.BoolResponse
			a.Default.DefaultBool(ctx, defaults.BoolRequest{}, &resp)
			v = resp.PlanValue
		}
	case schema.Int64Attribute:
		if a.Default != nil {
			var resp defaults.Int64Response
			a.Default.DefaultInt64(ctx, defaults.Int64Request{}, &resp)
			v = resp.PlanValue
		}
	case schema.SetAttribute:
		if a.Default != nil {
			var resp defaults.SetResponse
			a.Default.DefaultSet(ctx, defaults.SetRequest{}, &resp)
			v = resp.PlanValue
		}
	case schema.MapAttribute:
		if a.Default != nil {
			var resp defaults.MapResponse
			a.Default.DefaultMap(ctx, defaults.MapRequest{}, &resp)
			v = resp.PlanValue
		}
	case schema.ListNestedAttribute:
		if a.Default != nil {
			var resp defaults.ListResponse
			a.Default.DefaultList(ctx, defaults.ListRequest{}, &resp)
			v = resp.PlanValue
		}
	case schema.ListAttribute:
		return nil, a.Default == nil
	case schema.SingleNestedAttribute:
		return nil, a.Default == nil
	case schema.MapNestedAttribute:
		return nil, a.Default == nil
	default:
		return nil, false
	}
	if v == nil {
		return nil, true
	}
	raw, err := v.ToTerraformValue(ctx)
	return &raw, err == nil
}

// matches tells whether everything in an object that is not configured is in the state as its default has it.
func (f *fallback) matches(config, prior tftypes.Value) bool {
	if len(f.members) == 0 {
		return true
	}
	var configured, held map[string]tftypes.Value
	if !config.IsKnown() || config.As(&configured) != nil || prior.As(&held) != nil {
		return false
	}
	for name, member := range f.members {
		switch c, p := configured[name], held[name]; {
		case c.IsNull():
			if member.value != nil && !p.Equal(*member.value) {
				return false
			}
		case len(member.members) == 0:
		case c.Type().Is(tftypes.Object{}):
			if !member.matches(c, p) {
				return false
			}
		default:
			if !member.matchEach(c, p) {
				return false
			}
		}
	}
	return true
}

// matchEach is matches for each object of a list or map.
func (f *fallback) matchEach(config, prior tftypes.Value) bool {
	var configured, held []tftypes.Value
	if config.IsKnown() && config.As(&configured) == nil && prior.As(&held) == nil && len(configured) == len(held) {
		for i, c := range configured {
			if !f.matches(c, held[i]) {
				return false
			}
		}
		return true
	}
	var byKey, heldByKey map[string]tftypes.Value
	if !config.IsKnown() || config.As(&byKey) != nil || prior.As(&heldByKey) != nil {
		return false
	}
	for key, c := range byKey {
		if !f.matches(c, heldByKey[key]) {
			return false
		}
	}
	return true
}

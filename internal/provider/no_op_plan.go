package provider

import (
	"bytes"
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// msgpackNil is null as Terraform encodes it.
const msgpackNil = 0xc0

// noOpPlans answer plans that change nothing, by resource type. Most objects are as they are configured, and then the
// plan is the state.
//
// A type is here if its resource says so with a method PlansAsIs that returns true. It promises that its plan modifiers
// and its ModifyPlan do nothing where the proposed state is the prior one. The driver of all tests (acctest) compares
// every no-op plan with the framework's.
//
// terraform-plugin-framework (seen in 1.19: fwserver.Server.PlanResourceChange) walks the schema for every value before
// it knows that nothing changes: 2 ms for a source, 90 ms for a usergroup of 1,000 members. This file and defaults.go
// can go with the first version that does not.
type noOpPlans map[string]func() *noOpPlan

// noOpPlan is what has to be known of a resource type to answer for it.
type noOpPlan struct {
	ty          tftypes.Type
	defaults    *defaultValues
	hasIdentity bool
	// err is why only the framework can plan the type.
	err error
}

func newNoOpPlans(p provider.Provider) noOpPlans {
	ctx := context.Background()
	var named provider.MetadataResponse
	p.Metadata(ctx, provider.MetadataRequest{}, &named)
	plans := noOpPlans{}
	for _, build := range p.Resources(ctx) {
		r := build()
		if says, ok := r.(interface{ PlansAsIs() bool }); !ok || !says.PlansAsIs() {
			continue
		}
		var typed resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: named.TypeName}, &typed)
		plans[typed.TypeName] = sync.OnceValue(func() *noOpPlan { return newNoOpPlan(ctx, p, typed.TypeName, r) })
	}
	return plans
}

func newNoOpPlan(ctx context.Context, p provider.Provider, typeName string, r resource.Resource) *noOpPlan {
	plan := &noOpPlan{}
	_, plan.hasIdentity = r.(resource.ResourceWithIdentity)
	plan.ty, plan.defaults, plan.err = learnDefaults(ctx, p, typeName, r)
	return plan
}

// answer returns the response to a request that changes nothing, and nil to any other.
//
// Terraform proposes what is configured and, for a computed attribute that is not, what is in the state. Where that is
// the state as a whole, only a default could still change it.
func (plans noOpPlans) answer(r *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	of := plans[r.TypeName]
	if of == nil || r.PriorState == nil || r.ProposedNewState == nil || r.Config == nil ||
		len(r.PriorState.MsgPack) == 0 || r.PriorState.MsgPack[0] == msgpackNil ||
		!bytes.Equal(r.PriorState.MsgPack, r.ProposedNewState.MsgPack) {
		return nil
	}
	plan := of()
	if plan.err != nil {
		return nil
	}
	config, err := r.Config.Unmarshal(plan.ty)
	if err != nil {
		return nil
	}
	prior, err := r.PriorState.Unmarshal(plan.ty)
	if err != nil || config.IsNull() || !plan.defaults.match(config, prior) {
		return nil
	}
	identity := r.PriorIdentity
	if identity == nil && plan.hasIdentity { // Terraform before 1.12
		identity = &tfprotov6.ResourceIdentityData{IdentityData: &tfprotov6.DynamicValue{MsgPack: []byte{msgpackNil}}}
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: r.PriorState, PlannedPrivate: r.PriorPrivate, PlannedIdentity: identity,
	}
}

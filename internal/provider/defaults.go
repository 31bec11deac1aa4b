package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// defaultValues are what the framework plans where nothing is configured. Nil is none.
type defaultValues struct {
	// value is planned in place of null; nil where null stays null or the server decides.
	value *tftypes.Value
	// members are the attributes of an object, each is any element of a list or map.
	members map[string]*defaultValues
	each    *defaultValues
}

// learnDefaults asks the framework for the plan of an object in which nothing is configured, then of one whose groups,
// lists and maps are there with nothing configured in them, and so on to the innermost ones.
//
// A value that a plan modifier sets at creation passes for a default: then more plans than need be are the framework's.
func learnDefaults(
	ctx context.Context, p provider.Provider, typeName string, r resource.Resource,
) (tftypes.Type, *defaultValues, error) {
	framework := providerserver.NewProtocol6(only{p, r})()
	schemas, err := framework.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err == nil {
		err = failure(schemas.Diagnostics)
	}
	if err != nil {
		return nil, nil, err
	}
	ty := schemas.ResourceSchemas[typeName].ValueType()
	if err := learnable(ty); err != nil {
		return nil, nil, err
	}
	learnt := &defaultValues{}
	before := tftypes.NewValue(ty, nil)
	for depth := 1; ; depth++ {
		config := unconfigured(ty, depth)
		if config.Equal(before) {
			return ty, learnt.prune(), nil
		}
		planned, err := planCreation(ctx, framework, typeName, config)
		if err != nil {
			return nil, nil, err
		}
		if err := learnt.learn(config, planned); err != nil {
			return nil, nil, err
		}
		before = config
	}
}

// only is a provider of one resource that has nothing but a schema: embedding hides Configure and ModifyPlan, which
// could refuse what is planned here.
type only struct {
	provider.Provider
	resource resource.Resource
}

type schemaOnly struct{ resource.Resource }

// Resources implements provider.Provider.
func (o only) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return schemaOnly{o.resource} }}
}

// DataSources implements provider.Provider.
func (o only) DataSources(context.Context) []func() datasource.DataSource { return nil }

func failure(diags []*tfprotov6.Diagnostic) error {
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return errors.New(d.Summary + ": " + d.Detail)
		}
	}
	return nil
}

// learnable returns an error for a type that holds objects whose configuration and state cannot be paired.
func learnable(ty tftypes.Type) error {
	switch ty := ty.(type) {
	case tftypes.Object:
		for name, member := range ty.AttributeTypes {
			if err := learnable(member); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	case tftypes.List:
		return learnable(ty.ElementType)
	case tftypes.Map:
		return learnable(ty.ElementType)
	case tftypes.Set:
		if isPrimitive(ty.ElementType) {
			return nil
		}
	}
	if isPrimitive(ty) {
		return nil
	}
	return fmt.Errorf("%s has no places to pair", ty)
}

func isPrimitive(ty tftypes.Type) bool {
	return ty.Is(tftypes.String) || ty.Is(tftypes.Number) || ty.Is(tftypes.Bool)
}

// unconfigured returns a value with objects down to a depth, one in each list and map, in which all else is null.
func unconfigured(ty tftypes.Type, depth int) tftypes.Value {
	switch ty := ty.(type) {
	case tftypes.Object:
		if depth > 0 {
			members := map[string]tftypes.Value{}
			for name, member := range ty.AttributeTypes {
				members[name] = unconfigured(member, depth-1)
			}
			return tftypes.NewValue(ty, members)
		}
	case tftypes.List:
		if element := unconfigured(ty.ElementType, depth); !element.IsNull() {
			return tftypes.NewValue(ty, []tftypes.Value{element})
		}
	case tftypes.Map:
		if element := unconfigured(ty.ElementType, depth); !element.IsNull() {
			return tftypes.NewValue(ty, map[string]tftypes.Value{"key": element})
		}
	}
	return tftypes.NewValue(ty, nil)
}

func planCreation(
	ctx context.Context, framework tfprotov6.ProviderServer, typeName string, config tftypes.Value,
) (tftypes.Value, error) {
	ty := config.Type()
	none, err := tfprotov6.NewDynamicValue(ty, tftypes.NewValue(ty, nil))
	if err != nil {
		return tftypes.Value{}, err
	}
	wanted, err := tfprotov6.NewDynamicValue(ty, config)
	if err != nil {
		return tftypes.Value{}, err
	}
	resp, err := framework.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeName, PriorState: &none, ProposedNewState: &wanted, Config: &wanted,
	})
	if err != nil {
		return tftypes.Value{}, err
	}
	if err := failure(resp.Diagnostics); err != nil {
		return tftypes.Value{}, err
	}
	return resp.PlannedState.Unmarshal(ty)
}

// learn adds what was planned for a configuration.
func (d *defaultValues) learn(config, planned tftypes.Value) error {
	if config.IsNull() {
		return d.learnValue(planned)
	}
	given, made := partsOf(config), partsOf(planned)
	if len(given.inOrder) != len(made.inOrder) || len(given.byName) != len(made.byName) {
		return errors.New("something else than configured is planned")
	}
	for i, c := range given.inOrder {
		if err := d.part(config.Type(), "").learn(c, made.inOrder[i]); err != nil {
			return err
		}
	}
	for name, c := range given.byName {
		if err := d.part(config.Type(), name).learn(c, made.byName[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (d *defaultValues) learnValue(planned tftypes.Value) error {
	switch {
	case planned.IsNull() || !planned.IsKnown():
	case !planned.IsFullyKnown():
		return errors.New("the default is known in part only")
	case d.value != nil && !d.value.Equal(planned):
		return errors.New("the default depends on other attributes")
	default:
		d.value = &planned
	}
	return nil
}

// part returns the defaults of a member or element, to be added to.
func (d *defaultValues) part(of tftypes.Type, name string) *defaultValues {
	if !of.Is(tftypes.Object{}) {
		if d.each == nil {
			d.each = &defaultValues{}
		}
		return d.each
	}
	if d.members == nil {
		d.members = map[string]*defaultValues{}
	}
	if d.members[name] == nil {
		d.members[name] = &defaultValues{}
	}
	return d.members[name]
}

// prune drops what has no defaults. It returns nil if nothing is left.
func (d *defaultValues) prune() *defaultValues {
	if d == nil {
		return nil
	}
	d.each = d.each.prune()
	for name, member := range d.members {
		if member.prune() == nil {
			delete(d.members, name)
		}
	}
	if d.value == nil && d.each == nil && len(d.members) == 0 {
		return nil
	}
	return d
}

// match reports whether all that is not configured is in the state as its default.
func (d *defaultValues) match(config, prior tftypes.Value) bool {
	switch {
	case d == nil:
		return true
	case config.IsNull() && d.value != nil:
		return prior.Equal(*d.value)
	case d.each == nil && len(d.members) == 0:
		return true
	case config.IsNull():
		return prior.IsNull() // else the framework plans the defaults inside of what the server decided
	case !config.IsKnown():
		return false
	}
	given, held := partsOf(config), partsOf(prior)
	if len(given.inOrder) != len(held.inOrder) || len(given.byName) != len(held.byName) {
		return false
	}
	for i, c := range given.inOrder {
		if !d.each.match(c, held.inOrder[i]) {
			return false
		}
	}
	for name, member := range d.members {
		if !member.match(given.byName[name], held.byName[name]) {
			return false
		}
	}
	if d.each != nil {
		for key, c := range given.byName {
			if !d.each.match(c, held.byName[key]) {
				return false
			}
		}
	}
	return true
}

// parts are what a value is made of: the members of an object, the elements of a map or of a list.
type parts struct {
	byName  map[string]tftypes.Value
	inOrder []tftypes.Value
}

func partsOf(v tftypes.Value) (p parts) {
	if v.As(&p.byName) != nil && v.As(&p.inOrder) != nil {
		return parts{}
	}
	return p
}

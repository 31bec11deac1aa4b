package privx

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// managedGroups are the groups that a configuration may leave out.
var managedGroups = append(slices.Clone(groupNames), "session_password_policy")

// warnOfTakeover names the values on the server that a group will overwrite when it comes under management.
func warnOfTakeover(ctx context.Context, p *object.Plan[client]) {
	var held map[string]map[string]attr.Value
	for _, name := range managedGroups {
		planned := p.Planned.Group(name)
		if !p.State.IsNull(name) || planned == nil {
			continue
		}
		if held == nil {
			held = heldGroups(ctx, p)
		}
		var lost []string
		for attribute, value := range held[name] {
			before, err := value.ToTerraformValue(ctx)
			if err != nil || planned.IsUnknown(attribute) || strings.Contains(attribute, "_wo") {
				continue
			}
			old, next := tfkit.Show(before), tfkit.Show(planned[attribute])
			if old != next && !slices.Contains([]string{`""`, "null", "false", "0", "[]", "{}"}, old) {
				lost = append(lost, fmt.Sprintf("%s.%s: %s becomes %s", name, attribute, old, next))
			}
		}
		if len(lost) > 0 {
			slices.Sort(lost)
			p.Diags.AddAttributeWarning(path.Root(name), "Values on the server will be overwritten", fmt.Sprintf("%s was not "+
				"managed until now. The server has other values: %s.", name, strings.Join(lost, "; ")))
		}
	}
}

// heldGroups returns the attributes of the groups that the server has, by the groups' names.
func heldGroups(ctx context.Context, p *object.Plan[client]) map[string]map[string]attr.Value {
	groups := map[string]map[string]attr.Value{}
	id, _ := p.State.Text("id")
	c, ok := p.Client()
	if !ok {
		return groups
	}
	source, err := c.Sources.Get(ctx, id)
	if err != nil {
		return groups // applying says it with more weight
	}
	var m sourceModel
	m.fromAPI(source, true)
	v := reflect.ValueOf(m)
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("tfsdk")
		if slices.Contains(managedGroups, name) && !v.Field(i).IsNil() {
			groups[name] = attributesOf(v.Field(i).Elem())
		}
	}
	return groups
}

// attributesOf returns the attributes of a model, those of what it embeds included.
func attributesOf(model reflect.Value) map[string]attr.Value {
	all := map[string]attr.Value{}
	for _, field := range reflect.VisibleFields(model.Type()) {
		if name := field.Tag.Get("tfsdk"); name != "" {
			all[name], _ = model.FieldByIndex(field.Index).Interface().(attr.Value)
		}
	}
	return all
}

// noticeOfLogin is a warning of a way to log in that the server has and no configuration shows.
func noticeOfLogin(m *sourceModel, source privxapi.Source) error {
	oidc := source.Connection.OIDC
	directory := []privxapi.SourceType{privxapi.SourceLDAP, privxapi.SourceAD}
	if m.OIDC != nil || oidc == nil || !oidc.Enabled || !slices.Contains(directory, source.Connection.Type) {
		return nil
	}
	return &object.Warning{
		Summary: "Login that is not managed",
		Detail: fmt.Sprintf("The source %q (%s) lets people log in with the OpenID Connect provider %s, and its "+
			"configuration has no group oidc. Add the group to manage that, or to end it: oidc = { enabled = false }.",
			source.Name, source.ID, oidc.Issuer),
	}
}

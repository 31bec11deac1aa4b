package tfkit_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

func TestComputed(t *testing.T) {
	t.Parallel()
	secret := map[string]resource.Attribute{
		"text": tfkit.TextAttribute("Text."),
		"x_wo": tfkit.SecretAttribute("x_wo", "Secret."), "x_wo_version": tfkit.SecretVersionAttribute("x_wo"),
	}
	in := map[string]resource.Attribute{
		"id": tfkit.IDAttribute("Id."), "text": tfkit.TextAttribute("Text."), "choice": tfkit.ChoiceAttribute("Choice.", "A"),
		"flag": tfkit.FlagAttribute("Flag. Defaults to `false`."), "number": tfkit.NumberAttribute("Seconds. Defaults to "+
			"`1`.", 1),
		"port": tfkit.PortAttribute("Port. Left out, the server decides."), "texts": tfkit.TextsAttribute("Texts."),
		"mapping": tfkit.MappingAttribute("Mapping."), "triggers": tfkit.TriggersAttribute("Triggers."),
		"x_wo": secret["x_wo"], "x_wo_version": secret["x_wo_version"],
		"group": resource.SingleNestedAttribute{MarkdownDescription: "Group.", Optional: true, Attributes: secret},
		"list": resource.ListNestedAttribute{
			MarkdownDescription: "List.", Required: true,
			NestedObject: resource.NestedAttributeObject{Attributes: secret},
		},
	}
	out := tfkit.Computed(in, "triggers")
	want := []string{"choice", "flag", "group", "id", "list", "mapping", "number", "port", "text", "texts"}
	if got := slices.Sorted(maps.Keys(out)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	readOnly(t, "", out)
	for name, a := range out {
		if !a.GetType().Equal(in[name].GetType()) && name != "group" && name != "list" {
			t.Errorf("%s: the type became %s, want %s", name, a.GetType(), in[name].GetType())
		}
	}
	if ty := out["texts"].GetType(); !ty.Equal(tfkit.NewStringSetType()) {
		t.Errorf("the set became a %s", ty)
	}
	for _, name := range []string{"flag", "number", "port"} {
		text := out[name].GetMarkdownDescription()
		if strings.Contains(text, "Defaults to") || strings.Contains(text, "Left out") ||
			!strings.HasSuffix(text, ".") || strings.HasSuffix(text, "..") {
			t.Errorf("a description for reading says %q", text)
		}
	}
	if group, ok := out["group"].(datasource.SingleNestedAttribute); !ok || len(group.Attributes) != 1 {
		t.Errorf("the group became %v", out["group"])
	}
	if list, ok := out["list"].(datasource.ListNestedAttribute); !ok || len(list.NestedObject.Attributes) != 1 {
		t.Errorf("the list became %v", out["list"])
	}
	if _, there := in["triggers"]; !there {
		t.Error("the resource lost an attribute")
	}
}

// readOnly checks that all attributes are computed and described, and that none can be set.
func readOnly(t *testing.T, under string, attributes map[string]datasource.Attribute) {
	t.Helper()
	for name, a := range attributes {
		if !a.IsComputed() || a.IsOptional() || a.IsRequired() || a.IsSensitive() {
			t.Errorf("%s%s is not read-only", under, name)
		}
		if a.GetMarkdownDescription() == "" {
			t.Errorf("%s%s has no description", under, name)
		}
		switch a := a.(type) {
		case datasource.SingleNestedAttribute:
			readOnly(t, name+".", a.Attributes)
		case datasource.ListNestedAttribute:
			readOnly(t, name+".", a.NestedObject.Attributes)
		}
	}
}

func TestComputedKnowsItsKinds(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("an attribute of a kind that Computed does not know was dropped or guessed")
		}
	}()
	tfkit.Computed(map[string]resource.Attribute{
		"x": resource.ObjectAttribute{AttributeTypes: map[string]attr.Type{"a": types.StringType}},
	})
}

package provider_test

import (
	"context"
	"strings"
	"testing"

	framework "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/pamkit/terraform-provider-pam/internal/provider"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// formats are the beginnings of what validators say of themselves: those of formats that have several spellings of the
// same meaning, and those of formats that have not.
var (
	speltFormats = []string{
		"a distinguished name", "an LDAP filter", "a URL", "a host name or address", "an IP address", "a time",
		"a duration", "a PEM certificate", "certificates in PEM", "the text of a JSON object", "SAML metadata",
		"an SSH public key",
	}
	otherFormats = []string{"base64", "a regular expression", "a name without white space", "a password that SPS accepts"}
)

// describer is a validator or plan modifier.
type describer interface{ Description(context.Context) string }

// TestFormatsHaveSpellings looks at every attribute of every resource that has a format: one with several spellings
// plans no change from one to another. A format that is new must be put into one of the lists.
func TestFormatsHaveSpellings(t *testing.T) {
	t.Parallel()
	found := map[string]int{}
	eachAttribute(t, func(at string, a schema.Attribute) {
		validators, modifiers := describersOf(a)
		spelt := false
		for _, text := range descriptions(t, modifiers) {
			spelt = spelt || strings.HasPrefix(text, "Another spelling")
		}
		for _, text := range descriptions(t, validators) {
			_, what, ok := strings.Cut(text, "value must be ")
			if !ok || !isFormat(what) {
				continue
			}
			switch {
			case startsWith(what, speltFormats):
				found[what]++
				if !spelt && !a.IsWriteOnly() {
					t.Errorf("%s is %s and has no plan modifier for its spellings", at, what)
				}
			case !startsWith(what, otherFormats):
				t.Errorf("%s: %q is in neither list", at, what)
			}
		}
	})
	if len(found) < 8 {
		t.Errorf("only these formats were found: %v", found)
	}
}

// TestNoNullElements looks at every list, set and map: an element that is null is refused. The maps of triggers, of
// which nothing is sent, take one.
func TestNoNullElements(t *testing.T) {
	t.Parallel()
	eachAttribute(t, func(at string, a schema.Attribute) {
		if a.IsComputed() && !a.IsOptional() || strings.HasSuffix(at, "_triggers") {
			return
		}
		var refuses bool
		switch a := a.(type) {
		case schema.SetAttribute:
			_, refuses = a.CustomType.(tfkit.StringSetType)
		case schema.ListAttribute, schema.MapAttribute, schema.ListNestedAttribute, schema.MapNestedAttribute,
			schema.SetNestedAttribute:
			validators, _ := describersOf(a)
			for _, text := range descriptions(t, validators) {
				refuses = refuses || strings.Contains(text, "must be configured")
			}
		default:
			return
		}
		if !refuses {
			t.Errorf("%s takes null elements", at)
		}
	})
}

// isFormat reports whether a validator is a Format: the framework's own compare with numbers and enumerations.
func isFormat(what string) bool {
	return !strings.Contains(what, "one of:") && !strings.HasPrefix(what, "at least") &&
		!strings.HasPrefix(what, "at most") && !strings.HasPrefix(what, "between")
}

func startsWith(text string, beginnings []string) bool {
	for _, b := range beginnings {
		if strings.HasPrefix(text, b) {
			return true
		}
	}
	return false
}

func descriptions(t *testing.T, of []describer) (texts []string) {
	t.Helper()
	for _, d := range of {
		texts = append(texts, d.Description(t.Context()))
	}
	return texts
}

// eachAttribute visits the attributes of all resources.
func eachAttribute(t *testing.T, visit func(at string, a schema.Attribute)) {
	t.Helper()
	for _, build := range provider.New("test")().Resources(t.Context()) {
		r := build()
		var named framework.MetadataResponse
		r.Metadata(t.Context(), framework.MetadataRequest{ProviderTypeName: "pam"}, &named)
		var resp framework.SchemaResponse
		r.Schema(t.Context(), framework.SchemaRequest{}, &resp)
		eachIn(named.TypeName, resp.Schema.Attributes, visit)
	}
}

func eachIn(under string, attributes map[string]schema.Attribute, visit func(at string, a schema.Attribute)) {
	for name, a := range attributes {
		at := under + "." + name
		visit(at, a)
		switch a := a.(type) {
		case schema.SingleNestedAttribute:
			eachIn(at, a.Attributes, visit)
		case schema.ListNestedAttribute:
			eachIn(at, a.NestedObject.Attributes, visit)
		case schema.SetNestedAttribute:
			eachIn(at, a.NestedObject.Attributes, visit)
		case schema.MapNestedAttribute:
			eachIn(at, a.NestedObject.Attributes, visit)
		}
	}
}

// describersOf returns the validators and plan modifiers of an attribute.
func describersOf(a schema.Attribute) (validators, modifiers []describer) {
	switch a := a.(type) {
	case schema.StringAttribute:
		return asDescribers(a.Validators), asDescribers(a.PlanModifiers)
	case schema.SetAttribute:
		return asDescribers(a.Validators), asDescribers(a.PlanModifiers)
	case schema.ListAttribute:
		return asDescribers(a.Validators), asDescribers(a.PlanModifiers)
	case schema.MapAttribute:
		return asDescribers(a.Validators), asDescribers(a.PlanModifiers)
	case schema.ListNestedAttribute:
		return asDescribers(a.Validators), asDescribers(a.PlanModifiers)
	case schema.MapNestedAttribute:
		return asDescribers(a.Validators), asDescribers(a.PlanModifiers)
	}
	return nil, nil
}

func asDescribers[T describer](all []T) []describer {
	out := make([]describer, 0, len(all))
	for _, one := range all {
		out = append(out, one)
	}
	return out
}

package provider_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// TestDriftOfEveryField changes and empties each writable field of each object behind Terraform's back, one at a time, and wants a plan with
// exactly that attribute, and after apply the document as it was: the field healed, nothing else touched, the secrets still there.
func TestDriftOfEveryField(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t, o)
			run := func() *acctest.Run { return acctest.NewRun(t, fake.Block()) }
			state := run().MustApply(o.resource, acctest.State{}, o.full)
			id := o.at(fake)[0]
			drifts := o.drifts(t, fake, id)
			before := o.document(fake, id)
			for _, d := range drifts {
				d.change()
				r := run()
				state = r.MustRead(o.resource, state)
				p := r.Plan(o.resource, state, o.full)
				p.Diagnostics.MustSucceed(t)
				if !slices.Equal(p.Changes, []string{d.attribute}) || p.Replace {
					t.Errorf("%s: the plan changes %v (replace: %v), want %s", d.name, p.Changes, p.Replace, d.attribute)
				}
				state = r.MustApply(o.resource, state, o.full)
				if after := o.document(fake, id); !reflect.DeepEqual(before, after) {
					t.Errorf("%s: healed, but the document differs:\n%v\n%v", d.name, before, after)
				}
			}
			t.Logf("%s: %d drifts tried", o.name, len(drifts))
			for field, secret := range o.secrets {
				if !serverHas(fake, field, secret) {
					t.Errorf("the secret %s is not what was sent once", field)
				}
			}
		})
	}
}

// TestDriftOfWhatIsLeftOut does the same with the smaller configuration: an attribute that is left out has a default, and what
// another administrator puts in its place shows as well. Only a group that is left out as a whole is nobody's.
func TestDriftOfWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			shown := 0
			for i := 0; ; i++ {
				fake := newFake(t, o)
				state := acctest.NewRun(t, fake.Block()).MustApply(o.resource, acctest.State{}, o.other)
				id := o.at(fake)[0]
				drifts := o.drifts(t, fake, id)
				if i == len(drifts) {
					break
				}
				d := drifts[i]
				before := fmt.Sprint(o.document(fake, id))
				if !happens(d.change) || fmt.Sprint(o.document(fake, id)) == before {
					continue // it needs more than there is, or it is so already
				}
				group, _, nested := strings.Cut(d.attribute, ".")
				managed := (!nested || state.Attribute(t, group) != "null") && !slices.Contains(setByServer, d.attribute)
				r := acctest.NewRun(t, fake.Block())
				p := r.Plan(o.resource, r.MustRead(o.resource, state), o.other)
				p.Diagnostics.MustSucceed(t)
				if managed != slices.Contains(p.Changes, d.attribute) || !managed && len(p.Changes) > 0 {
					t.Errorf("%s: the plan changes %v, want %s: %t", d.name, p.Changes, d.attribute, managed)
				}
				if managed {
					shown++
				}
			}
			t.Logf("%s: %d drifts shown", o.name, shown)
		})
	}
}

// setByServer are attributes whose value is the server's to choose where they are left out.
var setByServer = []string{"not_before", "not_after"}

// happens tells whether another administrator's change can be made to what there is.
func happens(change func()) (made bool) {
	defer func() { made = recover() == nil }()
	change()
	return true
}

// newFake is a server with what the row needs.
func newFake(t *testing.T, o object) *acctest.PrivX {
	t.Helper()
	fake := acctest.NewPrivX(t, privxfake.Options{})
	if o.sps {
		fake.SPS = acctest.NewSPS(t, spsfake.Options{})
	}
	if o.seed != nil {
		o.seed(fake)
	}
	return fake
}

// seams are the faults of the server that the object lives on.
func (o object) seams(fake *acctest.PrivX) *fakehttp.Seams {
	if o.sps {
		return fake.SPS.Seams
	}
	return fake.Seams
}

// sourceDrifts are all changes of all writable fields of a type: another value, and none. The document also has fields that the provider does
// not know.
func sourceDrifts(kind string) func(*testing.T, *acctest.PrivX, string) []drift {
	return func(t *testing.T, fake *acctest.PrivX, id string) (drifts []drift) {
		t.Helper()
		where := "sources/" + id
		if id == "" {
			return []drift{{}} // asked only whether there are any
		}
		fake.Edit(where, func(doc map[string]any) {
			doc["from_a_newer_server"] = map[string]any{"kept": true}
			section(doc, "connection")["region_hint"] = "kept"
		})
		tried := writable(kind)
		for _, f := range tried {
			attribute := sourceAttribute(f.Path)
			drifts = append(drifts,
				drift{f.Path + " changed", attribute, func() { fake.Edit(where, func(doc map[string]any) { change(t, doc, f) }) }},
				drift{f.Path + " emptied", attribute, func() { fake.Edit(where, func(doc map[string]any) { empty(doc, f) }) }})
		}
		// What is empty in the configuration cannot be emptied.
		drifts = slices.DeleteFunc(drifts, func(d drift) bool { return d.name == "enabled emptied" })
		t.Logf("%d fields", len(tried))
		if len(tried) < 15 {
			t.Errorf("only %d fields are tried", len(tried))
		}
		return drifts
	}
}

// sourceAttribute is where product.md puts a wire field: groups lose their prefix, and secrets are not among these.
func sourceAttribute(wire string) string {
	name := strings.TrimPrefix(wire, "connection.")
	for prefix, group := range map[string]string{
		"ldap_": "ldap.", "domain_controller_": "kerberos.domain_controller_", "oidc_": "oidc.", "google_gsuite_": "google_gsuite.",
		"google_cloud_": "google_cloud.", "iam_": "aws.", "openstack_": "openstack.", "azure_": "azure.", "mfa_": "mfa.",
	} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return group + rest
		}
	}
	return name
}

// writable are the fields of a type that an administrator can change and that are no secrets. The type itself cannot be
// changed, and the policy is changed by its fields.
func writable(kind string) []privxfake.Field {
	return slices.DeleteFunc(privxfake.Fields("sources"), func(f privxfake.Field) bool {
		return f.ServerSet || f.Secret || f.Fixed || f.Kind == "object" ||
			f.Types != nil && !slices.Contains(f.Types, kind)
	})
}

// change gives a field another valid value.
func change(t *testing.T, doc map[string]any, f privxfake.Field) {
	t.Helper()
	key := f.Path
	if parent, inner, nested := strings.Cut(f.Path, "."); nested {
		doc, key = section(doc, parent), inner
	}
	switch f.Kind {
	case "bool":
		flag, _ := doc[key].(bool)
		doc[key] = !flag
	case "int":
		doc[key] = number(doc[key]) + 1
	case "strings":
		doc[key] = []any{"changed elsewhere"}
	case "mapping":
		doc[key] = map[string]any{"changed": "elsewhere"}
	case "objects":
		doc[key] = []any{map[string]any{"source_id": "changed", "source_search_field": "elsewhere"}}
	case "string":
		others := slices.DeleteFunc(slices.Clone(f.Enum), func(choice string) bool { return choice == doc[key] })
		doc[key] = append(others, "changed elsewhere")[0]
	default:
		t.Fatalf("no way to change a %s", f.Kind)
	}
}

// empty takes a field's value away.
func empty(doc map[string]any, f privxfake.Field) {
	key := f.Path
	if parent, inner, nested := strings.Cut(f.Path, "."); nested {
		doc, key = section(doc, parent), inner
	}
	switch f.Kind {
	case "bool":
		doc[key] = false
	case "int":
		doc[key] = 0.0
	case "string":
		doc[key] = ""
	default:
		doc[key] = nil
	}
}

func number(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int:
		return float64(v)
	}
	return 0
}

func section(doc map[string]any, name string) map[string]any {
	inner, _ := doc[name].(map[string]any)
	return inner
}

// stable is a document without what changes by itself.
func stable(doc map[string]any) map[string]any {
	out := maps.Clone(doc)
	for _, name := range []string{"updated", "updated_by", "updatedby", "status_code", "status_text"} {
		delete(out, name)
	}
	return out
}

func difference(a, b map[string]any) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(b)) {
		if x, y := section(a, key), section(b, key); x != nil && y != nil {
			out = append(out, difference(x, y))
		} else if !reflect.DeepEqual(a[key], b[key]) {
			out = append(out, fmt.Sprintf("%s: %v -> %v", key, a[key], b[key]))
		}
	}
	return strings.Join(slices.DeleteFunc(out, func(s string) bool { return s == "" }), ", ")
}

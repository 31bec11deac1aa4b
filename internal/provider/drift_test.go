package provider_test

import (
	"errors"
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

// TestDriftOfEveryField changes and empties each writable field of each object behind Terraform's back, one at a time.
// The plan changes exactly that attribute, and apply leaves the document as it was: the field healed, nothing else
// touched, the secrets still there.
func TestDriftOfEveryField(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t, o)
			run := func() *acctest.Run { return acctest.NewRun(t, fake.Block()) }
			state := run().MustApply(o.resource, acctest.State{}, o.full)
			id := o.at(fake)[0]
			drifts := o.allDrifts(t, fake, id)
			before, tried := o.document(fake, id), tally{}
			for _, d := range drifts {
				if !o.drift(t, fake, id, d) {
					continue
				}
				r := run()
				state = r.MustRead(o.resource, state)
				p := r.Plan(o.resource, state, o.full)
				p.Diagnostics.MustSucceed(t)
				if !d.shows(p.Changes) || p.Replace != d.replaces {
					t.Errorf("%s: the plan changes %v (replace: %v), want %s", d.name, p.Changes, p.Replace, d.attribute)
				}
				tried.count(d)
				if d.replaces {
					r.Destroy(o.resource, state).MustSucceed(t)
					state = r.MustApply(o.resource, acctest.State{}, o.full)
					id = o.at(fake)[0]
					before = o.document(fake, id)
					continue
				}
				state = r.MustApply(o.resource, state, o.full)
				if after := o.document(fake, id); !reflect.DeepEqual(before, after) {
					t.Errorf("%s: healed, but the document differs:\n%v\n%v", d.name, before, after)
				}
			}
			t.Logf("%s: %d drifts tried of %d fields", o.name, tried.total(), len(tried))
			tried.mustHave(t, o.fieldsOf(fake, id))
			if o.drifts != nil && len(tried) == 0 {
				t.Error("no drift was tried")
			}
			for field, secret := range o.secrets {
				if !serverHas(fake, field, secret) {
					t.Errorf("the secret %s is not what was sent once", field)
				}
			}
		})
	}
}

// TestDriftOfWhatIsLeftOut does the same with the smaller configuration: an attribute that is left out has a default,
// and what another administrator puts in its place shows as well. Only a group that is left out as a whole is nobody's.
func TestDriftOfWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, o := range objects {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			shown, others := tally{}, tally{}
			for i := 0; ; i++ {
				fake := newFake(t, o)
				state := acctest.NewRun(t, fake.Block()).MustApply(o.resource, acctest.State{}, o.other)
				id := o.at(fake)[0]
				drifts := o.allDrifts(t, fake, id)
				if i == len(drifts) {
					t.Logf("%s: %d drifts shown, %d of what is nobody's", o.name, shown.total(), others.total())
					if o.drifts != nil && len(shown) == 0 {
						t.Error("no drift was shown")
					}
					shown.add(others)
					shown.mustHave(t, o.fieldsOf(fake, id))
					break
				}
				d := drifts[i]
				if !o.drift(t, fake, id, d) {
					continue
				}
				group, _, nested := strings.Cut(d.attribute, ".")
				managed := (!nested || state.Attribute(t, group) != "null") && !slices.Contains(setByServer, d.attribute)
				r := acctest.NewRun(t, fake.Block())
				p := r.Plan(o.resource, r.MustRead(o.resource, state), o.other)
				p.Diagnostics.MustSucceed(t)
				switch {
				case !managed && len(p.Changes) > 0:
					t.Errorf("%s: the plan changes %v, want nothing", d.name, p.Changes)
				case managed && !d.shows(p.Changes):
					t.Errorf("%s: the plan changes %v, want %s", d.name, p.Changes, d.attribute)
				case managed:
					shown.count(d)
				default:
					others.count(d)
				}
			}
		})
	}
}

// setByServer are attributes whose value is the server's to choose where they are left out.
var setByServer = []string{"not_before", "not_after"}

// drift has another administrator make a change, and reports whether the object is another one now. It may be as it was
// only if what was to be changed is not there, or was empty already.
func (o object) drift(t *testing.T, fake *acctest.PrivX, id string, d drift) bool {
	t.Helper()
	before := o.document(fake, id)
	err := d.change()
	changed := !reflect.DeepEqual(before, o.document(fake, id))
	notThere := notThereError("")
	if allowed := errors.As(err, &notThere) || err == nil && d.empties; !changed && !allowed || changed && err != nil {
		t.Errorf("%s: changed: %t, error: %v", d.name, changed, err)
	}
	return changed
}

// shows reports whether a plan changes the attribute of the drift, and beside it only what may go with it.
func (d drift) shows(changes []string) bool {
	return slices.Contains(changes, d.attribute) && !slices.ContainsFunc(changes, func(attribute string) bool {
		return attribute != d.attribute && !slices.Contains(d.also, attribute) && !slices.Contains(names, attribute)
	})
}

// names are computed from what they name, and change with it.
var names = []string{"username", "role_name", "role_names", "member_names"}

// fieldsOf returns the fields of the fake's table that an object has.
func (o object) fieldsOf(fake *acctest.PrivX, id string) []string {
	if o.fields == nil {
		return nil
	}
	return o.fields(fake, id)
}

// tally counts drifts by their fields.
type tally map[string]int

func (c tally) count(d drift) { c[d.field]++ }

func (c tally) total() (total int) {
	for _, n := range c {
		total += n
	}
	return total
}

func (c tally) add(other tally) {
	for field, n := range other {
		c[field] += n
	}
}

// mustHave fails the test for each field that no drift has changed.
func (c tally) mustHave(t *testing.T, fields []string) {
	t.Helper()
	for _, field := range fields {
		if c[field] == 0 {
			t.Errorf("%s was never changed", field)
		}
	}
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

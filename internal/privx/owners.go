package privx

import (
	"fmt"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// owner is a resource of a configuration that owns grants: of one role of a user, or of all where role is empty.
type owner struct {
	resource, user, role string
	// config distinguishes resources: Terraform does not say which one it asks about, and asks more than once.
	config string
}

func (o owner) meets(other owner) bool {
	return o.user == other.user && o != other && (o.role == other.role || o.role == "" || other.role == "")
}

func (o owner) String() string {
	if o.role == "" {
		return fmt.Sprintf("a %s with all grants of this user", o.resource)
	}
	return fmt.Sprintf("a %s with the role %s", o.resource, o.role)
}

// owners are those seen so far in a run.
type owners struct {
	mu   sync.Mutex
	seen []owner
}

// add notes an owner and returns those that own the same.
func (o *owners) add(one owner) (others []owner) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, other := range o.seen {
		if one.meets(other) {
			others = append(others, other)
		}
	}
	if !slices.Contains(o.seen, one) {
		o.seen = append(o.seen, one)
	}
	return others
}

// warnOfOwners returns a check that warns of another resource of the configuration that owns the same grants.
func warnOfOwners(resource string) func(tfkit.Object, *sync.Map, *diag.Diagnostics) {
	return func(config tfkit.Object, seen *sync.Map, diags *diag.Diagnostics) {
		user, known := config.Text("user_id")
		role, _ := config.Text("role_id")
		if !known || config.IsUnknown("role_id") {
			return
		}
		made, _ := seen.LoadOrStore("owners of grants", &owners{})
		all, _ := made.(*owners)
		for _, other := range all.add(owner{resource, user, role, fmt.Sprint(config)}) {
			diags.AddAttributeWarning(path.Root("user_id"), "Two resources own the same grants", fmt.Sprintf("Beside this %s "+
				"the configuration has %s, for the same user %s. Each takes away or changes what the other one grants, at every "+
				"apply. Keep one of the two.", resource, other, user))
		}
	}
}

package main

import (
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// plan is what Terraform has planned.
type plan struct {
	// changes is what -detailed-exitcode says: 2, not 0.
	changes bool
	counts  counts

	content *tfjson.Plan
}

// counts are the resources by what is to become of them. Replaced ones count as created and as destroyed.
type counts struct{ created, updated, destroyed, imported int }

func newPlan(changes bool, content *tfjson.Plan) plan {
	p := plan{changes: changes, content: content}
	for _, resource := range content.ResourceChanges {
		actions := resource.Change.Actions
		switch {
		case actions.Replace():
			p.counts.created++
			p.counts.destroyed++
		case actions.Create():
			p.counts.created++
		case actions.Update():
			p.counts.updated++
		case actions.Delete():
			p.counts.destroyed++
		}
		if resource.Change.Importing != nil {
			p.counts.imported++
		}
	}
	return p
}

// turns reports whether the plan changes a value in a resource from one to another; path is like "mfa.type".
func (p plan) turns(address, path string, before, after any) bool {
	for _, resource := range p.content.ResourceChanges {
		if resource.Address == address {
			return equal(valueAt(resource.Change.Before, path), before) && equal(valueAt(resource.Change.After, path), after)
		}
	}
	return false
}

func valueAt(values any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := values.(map[string]any)
		values = object[name]
	}
	return values
}

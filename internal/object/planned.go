package object

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// asPlanned returns what a write leaves in state: what was planned wherever that was known, and otherwise what the
// server made of it. Terraform refuses a state that differs from the plan and then replaces an object that was written
// as it was asked for. Where the server keeps something else, the next plan shows it.
func asPlanned(planned, written tftypes.Value) tftypes.Value {
	switch {
	case planned.IsFullyKnown():
		return planned
	case !planned.IsKnown() || planned.IsNull() || written.IsNull() || !written.IsKnown():
		return written
	}
	var p, w map[string]tftypes.Value
	if planned.As(&p) == nil && written.As(&w) == nil { // an object or a map
		merged := maps.Clone(w)
		for name, value := range p {
			if _, has := w[name]; has {
				merged[name] = asPlanned(value, w[name])
			}
		}
		return tftypes.NewValue(written.Type(), merged)
	}
	var list, writtenList []tftypes.Value
	if !written.Type().Is(tftypes.List{}) || planned.As(&list) != nil || written.As(&writtenList) != nil ||
		len(list) != len(writtenList) {
		return written
	}
	for i := range list {
		list[i] = asPlanned(list[i], writtenList[i])
	}
	return tftypes.NewValue(written.Type(), list)
}

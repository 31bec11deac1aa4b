package privx

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

// diagnose adds an error of the client. Where PrivX names the property at fault and attribute knows it, the diagnostic stands on that
// attribute; attribute may be nil.
func diagnose(diags *diag.Diagnostics, summary string, err error, attribute func(property string) (path.Path, bool)) {
	var e *privxapi.Error
	if attribute != nil && errors.As(err, &e) {
		for _, property := range properties(e) {
			if p, ok := attribute(property); ok {
				diags.AddAttributeError(p, summary, err.Error())
				return
			}
		}
	}
	diags.AddError(summary, err.Error())
}

func properties(e *privxapi.Error) []string {
	all := []string{e.Property}
	for _, d := range e.Details {
		all = append(all, d.Property)
	}
	return all
}

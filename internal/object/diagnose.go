package object

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// fail adds an error of the client, on the attribute that the server names if it names one.
func (r *managed[M, C]) fail(diags *diag.Diagnostics, verb string, m *M, err error) {
	summary := fmt.Sprintf("Could not %s the %s", verb, r.called(m))
	for _, property := range r.system.Properties(err) {
		if at, ok := r.attribute(property); ok {
			diags.AddAttributeError(at, summary, err.Error())
			return
		}
	}
	diags.AddError(summary, err.Error())
}

// warn adds an error of a call that was done, and reports whether it is one.
func (r *managed[M, C]) warn(diags *diag.Diagnostics, done string, m *M, err error) bool {
	var w *Warning
	var unread *unreadError
	switch {
	case errors.As(err, &w):
		diags.AddWarning(w.Summary, w.Detail)
	case errors.As(err, &unread):
		diags.AddWarning(fmt.Sprintf("The %s was %s, but could not be read", r.called(m), done), err.Error())
	default:
		return false
	}
	return true
}

// attribute finds the attribute of a field that a server names, such as connection.ldap_base, schema.selection or
// servers.0.port: of the longest end of the name that is an attribute.
func (r *Resource[M, C]) attribute(property string) (path.Path, bool) {
	segments := strings.FieldsFunc(property, func(c rune) bool { return strings.ContainsRune("./[]", c) })
	for i := range segments {
		end := segments[i:]
		if at, ok := r.Wire[strings.Join(end, ".")]; ok {
			end = strings.Split(at, ".")
		}
		if at, ok := pathOf(end); ok {
			if _, diags := r.schema().AttributeAtPath(context.Background(), at); !diags.HasError() {
				return at, true
			}
		}
	}
	return path.Empty(), false
}

func pathOf(segments []string) (at path.Path, ok bool) {
	if _, err := strconv.Atoi(segments[0]); err == nil {
		return at, false
	}
	at = path.Root(segments[0])
	for _, s := range segments[1:] {
		if i, err := strconv.Atoi(s); err == nil {
			at = at.AtListIndex(i)
		} else {
			at = at.AtName(s)
		}
	}
	return at, true
}

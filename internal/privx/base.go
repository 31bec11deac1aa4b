package privx

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

// base is what every resource has: a name, a client, and one way to report failures.
type base struct {
	access
	// typeName is the name without the provider's, noun what messages call the object.
	typeName, noun string
	// attribute finds the attribute that a property of PrivX's errors belongs to. It may be nil.
	attribute func(property string) (path.Path, bool)
}

// Metadata implements resource.Resource.
func (b *base) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + b.typeName
}

// Configure implements resource.ResourceWithConfigure.
func (b *base) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.configure(req.ProviderData, &resp.Diagnostics)
}

// fail turns an error into a diagnostic, on the attribute that PrivX names if it names one. which is the object's id, or empty.
func (b *base) fail(diags *diag.Diagnostics, verb, which string, err error) {
	summary := fmt.Sprintf("Could not %s the %s", verb, b.noun)
	if which != "" {
		summary += " " + which
	}
	diagnose(diags, summary, err, b.attribute)
}

// lookup is what every data source has.
type lookup struct {
	access
	typeName string
}

// Metadata implements datasource.DataSource.
func (l *lookup) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + l.typeName
}

// Configure implements datasource.DataSourceWithConfigure.
func (l *lookup) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.configure(req.ProviderData, &resp.Diagnostics)
}

// userOrCurrent is the user in a path of the API: the user of the token where none is named.
func userOrCurrent(id types.String) string {
	if id.IsNull() {
		return privxapi.CurrentUser
	}
	return id.ValueString()
}

// anID matches PrivX's ids, which look like UUIDs but follow no RFC (api/privx.md §2.1).
var anID = regexp.MustCompile(`^` + idPattern + `$`)

const idPattern = `[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`

// reader gives the client for a refresh, or nil. While a setting of the provider is not known, the object is left as it was last seen.
func (b *base) reader(which string, diags *diag.Diagnostics) *privxapi.Client {
	if _, err := b.get(); errors.Is(err, ErrUnknown) {
		diags.AddWarning("Not refreshed", fmt.Sprintf("The %s %s is shown as it was last seen: %v.", b.noun, which, err))
		return nil
	}
	return b.client(diags)
}

// importedUser takes the user from an import by id or by identity.
func (b *base) importedUser(ctx context.Context, req resource.ImportStateRequest, diags *diag.Diagnostics) (types.String, bool) {
	given := userIdentity{types.StringValue(req.ID)}
	if req.ID == "" {
		diags.Append(req.Identity.Get(ctx, &given)...)
	}
	if !anID.MatchString(given.UserID.ValueString()) && given.UserID.ValueString() != privxapi.CurrentUser {
		diags.AddError("Not a user's id", fmt.Sprintf("The %s is imported by the user's id, such as eef4aefc-d64e-4c2c-aba4-4914c86ce059; this is %q. "+
			"The data source pam_privx_user finds the id by principal.", b.noun, req.ID))
		return given.UserID, false
	}
	return given.UserID, true
}

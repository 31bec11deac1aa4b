package privx

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

type sourceDataSource struct{ lookup }

var _ datasource.DataSourceWithConfigure = &sourceDataSource{}

// NewSourceDataSource is the data source pam_privx_source.
func NewSourceDataSource() datasource.DataSource {
	return &sourceDataSource{lookup{typeName: "privx_source"}}
}

// sourceView is a source as data sources show it: with what only the server knows, without secrets.
type sourceView struct {
	sourceFields
	SessionPasswordPolicy *policyView        `tfsdk:"session_password_policy"`
	LDAP                  *ldapFields        `tfsdk:"ldap"`
	Kerberos              *kerberosFields    `tfsdk:"kerberos"`
	OIDC                  *oidcFields        `tfsdk:"oidc"`
	GoogleGSuite          *gsuiteFields      `tfsdk:"google_gsuite"`
	GoogleCloud           *googleCloudFields `tfsdk:"google_cloud"`
	AWS                   *awsFields         `tfsdk:"aws"`
	OpenStack             *openstackFields   `tfsdk:"openstack"`
	Azure                 *azureFields       `tfsdk:"azure"`
	MFA                   *mfaFields         `tfsdk:"mfa"`
	StatusCode            types.String       `tfsdk:"status_code"`
	StatusText            types.String       `tfsdk:"status_text"`
	Created               types.String       `tfsdk:"created"`
	Updated               types.String       `tfsdk:"updated"`
	Author                types.String       `tfsdk:"author"`
	UpdatedBy             types.String       `tfsdk:"updated_by"`
}

type policyView struct {
	policyFields
	Entropy  types.Int64  `tfsdk:"password_entropy"`
	Strength types.String `tfsdk:"password_strength"`
}

func (g *policyView) fields(w *privxapi.SessionPasswordPolicy) tfkit.Fields {
	return append(g.policyFields.fields(w), tfkit.Number(&g.Entropy, &w.Entropy), tfkit.Text(&g.Strength, &w.Strength))
}

func (v *sourceView) fromAPI(w privxapi.Source) {
	v.receive(&w)
	receive(&v.SessionPasswordPolicy, w.SessionPasswordPolicy, true)
	c := &w.Connection
	receive(&v.LDAP, c.LDAP, true)
	receive(&v.Kerberos, c.Kerberos, true)
	receive(&v.OIDC, c.OIDC, true)
	receive(&v.GoogleGSuite, c.GoogleGSuite, true)
	receive(&v.GoogleCloud, c.GoogleCloud, true)
	receive(&v.AWS, c.AWS, true)
	receive(&v.OpenStack, c.OpenStack, true)
	receive(&v.Azure, c.Azure, true)
	receive(&v.MFA, c.MFA, true)
	tfkit.Fields{
		tfkit.Text(&v.StatusCode, &w.StatusCode), tfkit.Text(&v.StatusText, &w.StatusText), tfkit.Text(&v.Created, &w.Created),
		tfkit.Text(&v.Updated, &w.Updated), tfkit.Text(&v.Author, &w.Author), tfkit.Text(&v.UpdatedBy, &w.UpdatedBy),
	}.Receive()
}

// sourceViewAttributes are the attributes of sourceView.
func sourceViewAttributes() map[string]schema.Attribute {
	attributes := tfkit.Computed(sourceSchema().Attributes, "refresh_triggers")
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	maps.Copy(attributes, map[string]schema.Attribute{
		"status_code": text("State of the directory as PrivX sees it: `OK`, `NOK` or `DISABLED`. It changes by itself."),
		"status_text": text("What PrivX says of the state, in its own words."),
		"created":     text("When the source was made (RFC 3339, UTC)."),
		"updated":     text("When the definition was last changed (RFC 3339, UTC)."),
		"author":      text("Who made the source: an id or a user name, as the server has it."),
		"updated_by":  text("Who changed it last: an id or a user name, as the server has it."),
	})
	policy, ok := attributes["session_password_policy"].(schema.SingleNestedAttribute)
	if ok {
		policy.Attributes["password_entropy"] = schema.Int64Attribute{
			MarkdownDescription: "Entropy in bits of the passwords that this policy makes.", Computed: true,
		}
		policy.Attributes["password_strength"] = text("What PrivX makes of the entropy: `VERY_WEAK`, `WEAK`, `STRONG` or `VERY_STRONG`.")
	}
	return attributes
}

// Schema implements datasource.DataSource.
func (d *sourceDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := sourceViewAttributes()
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: "Id of the source to read. Either this or `name`.", Optional: true, Computed: true,
		Validators: []validator.String{stringvalidator.ExactlyOneOf(path.MatchRoot("name")), isID()},
	}
	attributes["name"] = schema.StringAttribute{
		MarkdownDescription: "Name of the source to read, upper and lower case told apart. Exactly one source must have it.",
		Optional:            true, Computed: true,
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One source of SSH PrivX, by id or by name, with its state as PrivX sees it. Groups that the source does not use are null; secrets " +
			"are never read.",
		Attributes: attributes,
	}
}

// Read implements datasource.DataSource.
func (d *sourceDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var v sourceView
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &v.ID)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &v.Name)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	source, err := findSource(ctx, client, v.ID.ValueString(), v.Name.ValueString())
	if err != nil {
		diagnose(&resp.Diagnostics, "Could not read the source", err, nil)
		return
	}
	v.fromAPI(source)
	resp.Diagnostics.Append(resp.State.Set(ctx, v)...)
}

func findSource(ctx context.Context, client *privxapi.Client, id, name string) (privxapi.Source, error) {
	if id != "" {
		source, err := client.Sources.Get(ctx, id)
		if privxapi.IsNotFound(err) {
			err = fmt.Errorf("no source has the id %q: %w", id, err)
		}
		return source, err
	}
	sources, err := client.Sources.List(ctx)
	if err != nil {
		return privxapi.Source{}, err
	}
	var found []privxapi.Source
	var ids []string
	for _, s := range sources {
		if s.Name == name {
			found, ids = append(found, s), append(ids, s.ID)
		}
	}
	switch len(found) {
	case 0:
		return privxapi.Source{}, fmt.Errorf("no source is named %q (of %d sources; upper and lower case count)", name, len(sources))
	case 1:
		return found[0], nil
	}
	return privxapi.Source{}, fmt.Errorf("%d sources are named %q; choose one of them by id: %s", len(found), name, join(ids))
}

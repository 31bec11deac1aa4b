package privx

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var sourceLookup = &object.Lookup[sourceView, privxapi.Source, client]{
	System: System, Type: "privx_source", Types: "privx_sources", Noun: "source",
	Of:  func(c client) object.Reader[privxapi.Source] { return c.Sources },
	Key: sourceKey, Show: (*sourceView).fromAPI, Attributes: sourceViewAttributes, IsID: isIDOf(aSource),
	One: "One source of SSH PrivX, by id or by name, with its state as PrivX sees it. Groups that the source does not " +
		"use are null; secrets are never read.",
	All: "All sources of SSH PrivX, or those that match every filter given, ordered by name and then id. Secrets are " +
		"never read.",
	Filters: map[string]object.KeepIf[privxapi.Source]{
		"type": {
			Description: "Keeps sources of this type. Besides the types that can be managed, servers have built-in ones such " +
				"as `LOCALHOST`.",
			Keeps: isOfType,
		},
		"tag": {Description: "Keeps sources that have this tag.", Keeps: hasTag},
	},
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
		tfkit.Text(&v.StatusCode, &w.StatusCode), tfkit.Text(&v.StatusText, &w.StatusText),
		tfkit.Text(&v.Created, &w.Created), tfkit.Text(&v.Updated, &w.Updated),
		tfkit.Text(&v.Author, &w.Author), tfkit.Text(&v.UpdatedBy, &w.UpdatedBy),
	}.Receive()
}

// sourceViewAttributes are the attributes of sourceView.
func sourceViewAttributes() map[string]schema.Attribute {
	attributes := tfkit.Computed(sourceSchema().Attributes, "refresh_triggers")
	maps.Copy(attributes, map[string]schema.Attribute{
		"status_code": shownText("State of the directory as PrivX sees it: `OK`, `NOK` or `DISABLED`. It changes by itself."),
		"status_text": shownText("What PrivX says of the state, in its own words."),
		"created":     shownText("When the source was made (RFC 3339, UTC)."),
		"updated":     shownText("When the definition was last changed (RFC 3339, UTC)."),
		"author":      shownText("Who made the source: an id or a user name, as the server has it."),
		"updated_by":  shownText("Who changed it last: an id or a user name, as the server has it."),
	})
	policy, ok := attributes["session_password_policy"].(schema.SingleNestedAttribute)
	if ok {
		policy.Attributes["password_entropy"] = schema.Int64Attribute{
			MarkdownDescription: "Entropy in bits of the passwords that this policy makes.", Computed: true,
		}
		policy.Attributes["password_strength"] = shownText("What PrivX makes of the entropy: `VERY_WEAK`, `WEAK`, `STRONG` " +
			"or `VERY_STRONG`.")
	}
	return attributes
}

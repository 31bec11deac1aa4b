package privx

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// The shapes of what data sources only show.

func shownText(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true}
}

func shownFlag(description string) schema.BoolAttribute {
	return schema.BoolAttribute{MarkdownDescription: description, Computed: true}
}

func shownNumber(description string) schema.Int64Attribute {
	return schema.Int64Attribute{MarkdownDescription: description, Computed: true}
}

func shownTexts(description string) schema.ListAttribute {
	return schema.ListAttribute{MarkdownDescription: description, Computed: true, ElementType: types.StringType}
}

func shownList(description string, attributes map[string]schema.Attribute) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		MarkdownDescription: description, Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: attributes},
	}
}

// grantView is a role that a user has.
type grantView struct {
	ID             types.String  `tfsdk:"id"`
	Name           types.String  `tfsdk:"name"`
	Explicit       types.Bool    `tfsdk:"explicit"`
	Implicit       types.Bool    `tfsdk:"implicit"`
	Type           types.String  `tfsdk:"grant_type"`
	Periods        []periodModel `tfsdk:"grant_validity_periods"`
	FloatingLength types.Int64   `tfsdk:"floating_length"`
}

func viewGrants(grants []privxapi.Grant) []grantView {
	views := make([]grantView, 0, len(grants))
	for _, g := range grants {
		var m grantModel
		m.fromAPI(g, time.Time{})
		views = append(views, grantView{
			ID: types.StringValue(g.RoleID), Name: types.StringValue(g.Name), Explicit: types.BoolValue(g.Explicit),
			Implicit: types.BoolValue(g.Implicit), Type: m.Type, Periods: m.Periods, FloatingLength: m.FloatingLength,
		})
	}
	return views
}

func grantViewAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":         shownText("Id of the role."),
		"name":       shownText("Name of the role, as administrators see it."),
		"explicit":   shownFlag("Whether somebody granted the role to this user."),
		"implicit":   shownFlag("Whether the role follows from its own rules, such as membership of a directory's group."),
		"grant_type": shownText("How long an explicit grant holds: `PERMANENT`, `TIME_RESTRICTED` or `FLOATING`."),
		"grant_validity_periods": shownList("Windows in which a `TIME_RESTRICTED` grant holds. A `FLOATING` grant that "+
			"began is shown as one.", map[string]schema.Attribute{
			"grant_start": shownText("When the window opens (RFC 3339)."),
			"grant_end":   shownText("When the window closes (RFC 3339)."),
		}),
		"floating_length": shownNumber("Hours for which a `FLOATING` grant holds from the first connection on."),
	}
}

// keyView is an authorized key.
type keyView struct {
	ID            types.String `tfsdk:"id"`
	UserID        types.String `tfsdk:"user_id"`
	Username      types.String `tfsdk:"username"`
	Source        types.String `tfsdk:"source"`
	Name          types.String `tfsdk:"name"`
	Comment       types.String `tfsdk:"comment"`
	PublicKey     types.String `tfsdk:"public_key"`
	NotBefore     types.String `tfsdk:"not_before"`
	NotAfter      types.String `tfsdk:"not_after"`
	SourceAddress types.List   `tfsdk:"source_address"`
	Fingerprints  types.List   `tfsdk:"fingerprints"`
}

// sortKeys puts keys into one order, whatever the order in which they come.
func sortKeys(keys []privxapi.AuthorizedKey) []privxapi.AuthorizedKey {
	slices.SortFunc(keys, func(a, b privxapi.AuthorizedKey) int {
		return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID)
	})
	return keys
}

func viewKeys(keys []privxapi.AuthorizedKey) []keyView {
	views := make([]keyView, 0, len(keys))
	for _, k := range sortKeys(keys) {
		views = append(views, keyView{
			ID: types.StringValue(k.ID), UserID: types.StringValue(k.UserID), Username: types.StringValue(k.Username),
			Source: types.StringValue(k.Source), Name: types.StringValue(k.Name), Comment: types.StringValue(k.Comment),
			PublicKey: types.StringValue(k.PublicKey), NotBefore: types.StringValue(k.NotBefore),
			NotAfter: types.StringValue(k.NotAfter), SourceAddress: tfkit.TextList(k.SourceAddress),
			Fingerprints: tfkit.TextList(k.Fingerprints),
		})
	}
	return views
}

func keyViewAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":             shownText("Id of the key, unique in PrivX."),
		"user_id":        shownText("Id of the user whose key it is."),
		"username":       shownText("Name of that user, as PrivX shows it."),
		"source":         shownText("Id of the source that the user comes from."),
		"name":           shownText("Name by which the user tells keys apart."),
		"comment":        shownText("Free text for people; PrivX does not interpret it."),
		"public_key":     shownText("The key in base64, without type and comment."),
		"not_before":     shownText("When the key begins to be valid (RFC 3339)."),
		"not_after":      shownText("When the key ends (RFC 3339). PrivX deletes keys that have ended."),
		"source_address": shownTexts("Addresses and networks from which the key may be used. Empty means from anywhere."),
		"fingerprints":   shownTexts("Fingerprints of the key, as `ssh-keygen -l` prints them."),
	}
}

// profileView is who a user is.
type profileView struct {
	ID                types.String    `tfsdk:"id"`
	Source            types.String    `tfsdk:"source_id"`
	SourceType        types.String    `tfsdk:"source_type"`
	SourceUserID      types.String    `tfsdk:"source_user_id"`
	Principal         types.String    `tfsdk:"principal"`
	DistinguishedName types.String    `tfsdk:"distinguished_name"`
	GivenName         types.String    `tfsdk:"given_name"`
	LastName          types.String    `tfsdk:"last_name"`
	FullName          types.String    `tfsdk:"full_name"`
	JobTitle          types.String    `tfsdk:"job_title"`
	Company           types.String    `tfsdk:"company"`
	Department        types.String    `tfsdk:"department"`
	Email             types.String    `tfsdk:"email"`
	Telephone         types.String    `tfsdk:"telephone"`
	Locale            types.String    `tfsdk:"locale"`
	Comment           types.String    `tfsdk:"comment"`
	WindowsAccount    types.String    `tfsdk:"windows_account"`
	UnixAccount       types.String    `tfsdk:"unix_account"`
	Tags              types.List      `tfsdk:"tags"`
	Permissions       types.List      `tfsdk:"permissions"`
	Attributes        []attributeView `tfsdk:"attributes"`
	MFAStatus         types.String    `tfsdk:"mfa_status"`
	MobileMFAStatus   types.String    `tfsdk:"mobile_mfa_status"`
	Created           types.String    `tfsdk:"created"`
	Updated           types.String    `tfsdk:"updated"`
	Author            types.String    `tfsdk:"author"`
	UpdatedBy         types.String    `tfsdk:"updated_by"`
}

type attributeView struct {
	Key   types.String `tfsdk:"key"`
	Value types.String `tfsdk:"value"`
}

func (v *profileView) fromAPI(u privxapi.User) {
	given := u.GivenName
	if given == "" { // the vendor's page has the one, servers the other (api/privx.md §4.3)
		given = u.FirstName
	}
	tfkit.Fields{
		tfkit.Text(&v.ID, &u.ID), tfkit.Text(&v.Source, &u.Source), tfkit.Text(&v.SourceType, &u.SourceType),
		tfkit.Text(&v.SourceUserID, &u.SourceUserID), tfkit.Text(&v.Principal, &u.Principal),
		tfkit.Text(&v.DistinguishedName, &u.DistinguishedName), tfkit.Text(&v.GivenName, &given),
		tfkit.Text(&v.LastName, &u.LastName),
		tfkit.Text(&v.FullName, &u.FullName), tfkit.Text(&v.JobTitle, &u.JobTitle), tfkit.Text(&v.Company, &u.Company),
		tfkit.Text(&v.Department, &u.Department), tfkit.Text(&v.Email, &u.Email), tfkit.Text(&v.Telephone, &u.Telephone),
		tfkit.Text(&v.Locale, &u.Locale), tfkit.Text(&v.Comment, &u.Comment),
		tfkit.Text(&v.WindowsAccount, &u.WindowsAccount), tfkit.Text(&v.UnixAccount, &u.UnixAccount),
		tfkit.Text(&v.MFAStatus, &u.MFA.Status), tfkit.Text(&v.MobileMFAStatus, &u.MFA.MobileStatus),
		tfkit.Text(&v.Created, &u.Created), tfkit.Text(&v.Updated, &u.Updated),
		tfkit.Text(&v.Author, &u.Author), tfkit.Text(&v.UpdatedBy, &u.UpdatedBy),
	}.Receive()
	v.Tags, v.Permissions = tfkit.TextList(u.Tags), tfkit.TextList(u.Permissions)
	v.Attributes = make([]attributeView, 0, len(u.Attributes))
	for _, a := range u.Attributes {
		v.Attributes = append(v.Attributes, attributeView{types.StringValue(a.Key), types.StringValue(a.Value)})
	}
}

func profileAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                 shownText("Id that PrivX gives to the user."),
		"source_id":          shownText("Id of the source that the user comes from."),
		"source_type":        shownText("Type of that source, such as `LDAP` or `LOCAL`."),
		"source_user_id":     shownText("Id of the user in the source itself."),
		"principal":          shownText("Name with which the user logs in."),
		"distinguished_name": shownText("Where the user stands in an LDAP directory."),
		"given_name":         shownText("First name, as the directory has it."),
		"last_name":          shownText("Family name, as the directory has it."),
		"full_name":          shownText("The whole name as one text."),
		"job_title":          shownText("What the user does, as the directory has it."),
		"company":            shownText("Organisation that the user belongs to."),
		"department":         shownText("Part of the organisation that the user belongs to."),
		"email":              shownText("Mail address, as the directory has it."),
		"telephone":          shownText("Phone number, as the directory has it."),
		"locale":             shownText("Language and region of the user, such as `fi_FI`."),
		"comment":            shownText("Free text for administrators."),
		"windows_account":    shownText("Account name that the user has on Windows hosts."),
		"unix_account":       shownText("Account name that the user has on Unix hosts."),
		"tags":               shownTexts("Labels that the source's claims or administrators gave the user."),
		"permissions":        shownTexts("Permissions that the user's roles add up to. Empty in the results of a search."),
		"attributes": shownList("Further attributes from the directory.", map[string]schema.Attribute{
			"key":   shownText("Name of the attribute, such as `aws_account`."),
			"value": shownText("What the directory has for this user."),
		}),
		"mfa_status": shownText("Second factor of the user: `ENABLED`, `DISABLED`, `DEFAULT` where the directory " +
			"decides, or another word while the user has yet to pair."),
		"mobile_mfa_status": shownText("State of PrivX Authorizer for the user, in PrivX's words (`DEFAULT` before " +
			"pairing)."),
		"created":    shownText("When PrivX first saw the user (RFC 3339, UTC)."),
		"updated":    shownText("When the user was last changed (RFC 3339, UTC)."),
		"author":     shownText("Who made the user: an id or a name, as the server has it."),
		"updated_by": shownText("Who changed the user last: an id or a name, as the server has it."),
	}
}

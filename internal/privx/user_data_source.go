package privx

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var userData = &object.DataSource[userView, client]{
	System: System, Type: "privx_user", Noun: "user", Schema: userDataSchema,
	Read: readUser,
}

type userView struct {
	profileView
	Roles          []grantView `tfsdk:"roles"`
	AuthorizedKeys []keyView   `tfsdk:"authorized_keys"`
}

func userDataSchema() schema.Schema {
	attributes := profileAttributes()
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: "Id of the user to read. Either this or `principal`.", Optional: true, Computed: true,
		Validators: []validator.String{tfkit.ExactlyOneWith("principal"), isIDOf(aUser)},
	}
	attributes["principal"] = schema.StringAttribute{
		MarkdownDescription: "Name with which the user logs in, upper and lower case told apart. Exactly one user must " +
			"have it.",
		Optional: true, Computed: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	attributes["source_id"] = schema.StringAttribute{
		MarkdownDescription: "Id of the source that the user comes from. Beside `principal` it tells users of the same " +
			"name apart.",
		Optional: true, Computed: true, Validators: []validator.String{stringvalidator.ConflictsWith(path.MatchRoot("id"))},
	}
	attributes["roles"] = shownList("Roles that the user has, granted or by rule.", grantViewAttributes())
	attributes["authorized_keys"] = shownList("SSH public keys with which the user logs in.", keyViewAttributes())
	return schema.Schema{
		MarkdownDescription: "One user of SSH PrivX, by id or by principal, with roles, keys, attributes and the state of " +
			"the second factor. Users come from directories; PrivX knows some of them only after their first login; until " +
			"then `pam_privx_users` finds them with `external = true`.",
		Attributes: attributes,
	}
}

func readUser(ctx context.Context, c client, v *userView) error {
	user, err := findUser(ctx, c, v.ID.ValueString(), v.Principal.ValueString(), v.Source.ValueString())
	if err != nil {
		return err
	}
	*v, err = viewUser(ctx, c, user)
	return err
}

// viewUser reads roles and keys from where they are whole: the user object of some servers has null in their place.
func viewUser(ctx context.Context, client *privxapi.Client, user privxapi.User) (v userView, err error) {
	grants, err := client.Grants.All(ctx, user.ID)
	if err != nil {
		return v, err
	}
	keys, err := client.AuthorizedKeys.List(ctx, user.ID)
	if err != nil {
		return v, err
	}
	v.fromAPI(user)
	v.Roles, v.AuthorizedKeys = viewGrants(grants), viewKeys(keys)
	return v, nil
}

func findUser(ctx context.Context, client *privxapi.Client, id, principal, source string) (privxapi.User, error) {
	if id == "" {
		users, err := withPrincipal(ctx, client, principal, source)
		if err != nil {
			return privxapi.User{}, err
		}
		switch len(users) {
		case 0:
			return privxapi.User{}, fmt.Errorf("PrivX knows no user with the principal %q (upper and lower case count). Users "+
				"of some directories are known "+
				"only after their first login", principal)
		case 1:
			id = users[0].ID
		default:
			var found []string
			for _, u := range users {
				found = append(found, fmt.Sprintf("%s (source %s)", u.ID, u.Source))
			}
			return privxapi.User{}, fmt.Errorf("%d users have the principal %q; choose one by id or source_id: %s",
				len(users), principal, join(found))
		}
	}
	user, err := client.Users.Get(ctx, id)
	if privxapi.IsNotFound(err) {
		err = fmt.Errorf("no user has the id %q: %w", id, err)
	}
	return user, err
}

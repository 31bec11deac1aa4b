// Package privx holds the Terraform objects of SSH PrivX, one object a file.
package privx

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

type client = *privxapi.Client

// System is SSH PrivX.
var System = &object.System[client]{
	Name: "PrivX", IsGone: privxapi.IsNotFound,
	Properties: func(err error) (all []string) {
		var e *privxapi.Error
		if !errors.As(err, &e) {
			return nil
		}
		for _, property := range append([]privxapi.Detail{{Property: e.Property}}, e.Details...) {
			all = append(all, property.Property)
		}
		return all
	},
}

// anID matches PrivX's ids, which look like UUIDs but follow no RFC (api/privx.md §2.1).
var anID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Ids of the examples.
const (
	exampleID   = "eef4aefc-d64e-4c2c-aba4-4914c86ce059"
	exampleUser = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
	exampleRole = "3453395a-2a12-50a5-4fdb-1c2d3e4f5a6b"
)

// isIDOf accepts PrivX's ids. The noun, such as role, is what the id is of; its data source finds objects by name.
func isIDOf(noun string) validator.String {
	by := "name"
	if noun == aUser {
		by = "principal"
	}
	return stringvalidator.RegexMatches(anID, fmt.Sprintf("must be an id of PrivX such as %s; a name is no id of any "+
		"%s: data \"pam_privx_%[2]s\" finds it by %[3]s", exampleID, noun, by))
}

// Nouns of what ids are of.
const (
	aUser   = "user"
	aRole   = "role"
	aSource = "source"
)

func requiredID(noun, description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Required: true,
		Validators:    []validator.String{isIDOf(noun)},
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

// userOrCurrent returns the user in a path of the API: the user of the token where none is named.
func userOrCurrent(id types.String) string {
	if id.IsNull() {
		return privxapi.CurrentUser
	}
	return id.ValueString()
}

// userPart is the user in an identity.
func userPart[M any](set func(*M, string)) object.Part[M, client] {
	return object.Part[M, client]{
		Name: "user_id", Description: "Id of the user.", Valid: anID.MatchString, Example: exampleUser, Set: set,
		Named: func(ctx context.Context, c client, _ []string, principal string) (ids []string, err error) {
			users, err := withPrincipal(ctx, c, principal, "")
			for _, u := range users {
				ids = append(ids, u.ID)
			}
			return ids, err
		},
	}
}

// userOrCurrentPart is the user in the identity of what the token's own user has too.
func userOrCurrentPart[M any](field func(*M) *types.String) object.Part[M, client] {
	p := userPart(func(m *M, id string) {
		if id != privxapi.CurrentUser {
			*field(m) = types.StringValue(id)
		}
	})
	p.Description = "Id of the user, or current for the API token's own user."
	p.Valid = func(s string) bool { return s == privxapi.CurrentUser || anID.MatchString(s) }
	return p
}

// withPrincipal finds the users who log in with a name, case-sensitively; an empty source is any.
func withPrincipal(ctx context.Context, c client, principal, source string) ([]privxapi.User, error) {
	return c.Users.WithPrincipals(ctx, []string{principal}, source)
}

// Filters of lists that go user by user; one of them is needed, because a PrivX may have very many users.
var userFilters = map[string]string{
	"user_id":   "Id of the user whose objects are listed.",
	"principal": "Name with which that user logs in, upper and lower case told apart.",
	"source_id": "Id of a source: the objects of all users who come from it are listed, with a request or more for each " +
		"user.",
}

var listsByUser = []string{"user_id", "principal", "source_id"}

// usersOf finds the users that a filter names.
func usersOf(ctx context.Context, c client, f object.Filter) (users []privxapi.User, err error) {
	if id := f["user_id"]; id != "" {
		user, err := c.Users.Get(ctx, id)
		return []privxapi.User{user}, err
	}
	if principal := f["principal"]; principal != "" {
		users, err = withPrincipal(ctx, c, principal, "")
	} else {
		users, err = c.Users.Search(ctx, privxapi.UserSearch{Source: f["source_id"]}, false)
	}
	if err == nil && len(users) == 0 {
		err = fmt.Errorf("PrivX knows no such user (%v)", map[string]string(f))
	}
	return users, err
}

// eachUser lists what the users that a filter names have.
func eachUser[M any](
	ctx context.Context, c client, f object.Filter, of func(privxapi.User) ([]object.Found[M], error),
) iter.Seq2[object.Found[M], error] {
	return func(yield func(object.Found[M], error) bool) {
		users, err := usersOf(ctx, c, f)
		for _, user := range users {
			var all []object.Found[M]
			if err == nil {
				all, err = of(user)
			}
			for _, one := range all {
				if !yield(one, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(object.Found[M]{}, err)
		}
	}
}

package privxapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// CurrentUser stands for the user of the API token in place of an id.
const CurrentUser = "current"

const (
	usersPath      = "/role-store/api/v1/users"
	mayViewUsers   = "the permission users-view (or the role privx-admin)"
	mayManageUsers = "the permission users-manage (or the role privx-admin)"
)

// appearing bounds how long a user that was just created may be missing from the role store (api/privx.md §2.6).
var appearing = rest.Poll{First: 100 * time.Millisecond, Total: 10 * time.Second}

// untilThere repeats an action on a user for as long as PrivX may not know the user yet.
func untilThere(ctx context.Context, action func() error) error {
	_, err := appearing.Until(ctx, func(context.Context) (bool, error) {
		err := action()
		return !mayAppear(err), err
	})
	return err
}

// mayAppear reports whether an action failed as it does for a user whom PrivX does not know yet: also by an answer that
// is empty, but not by a proxy's.
func mayAppear(err error) bool {
	var e *Error
	return IsNotFound(err) || provesNothing(err) && errors.As(err, &e) && e.empty
}

// User is a user as PrivX knows it from a directory or from its own store (seeds/002, api/privx.md §4.3).
type User struct {
	ID                string          `json:"id"`
	Source            string          `json:"source"`
	SourceType        string          `json:"source_type"`
	SourceUserID      string          `json:"source_user_id"`
	Principal         string          `json:"principal"`
	DistinguishedName string          `json:"distinguished_name"`
	GivenName         string          `json:"given_name"`
	FirstName         string          `json:"first_name"`
	LastName          string          `json:"last_name"`
	FullName          string          `json:"full_name"`
	JobTitle          string          `json:"job_title"`
	Company           string          `json:"company"`
	Department        string          `json:"department"`
	Email             string          `json:"email"`
	Telephone         string          `json:"telephone"`
	Locale            string          `json:"locale"`
	Comment           string          `json:"comment"`
	WindowsAccount    string          `json:"windows_account"`
	UnixAccount       string          `json:"unix_account"`
	Tags              []string        `json:"tags"`
	Permissions       []string        `json:"permissions"`
	Attributes        []UserAttribute `json:"attributes"`
	Roles             []Grant         `json:"roles"`
	AuthorizedKeys    []AuthorizedKey `json:"authorized_keys"`
	MFA               UserMFA         `json:"mfa"`
	StaleAccessToken  bool            `json:"stale_access_token"`
	Created           string          `json:"created"`
	Updated           string          `json:"updated"`
	Author            string          `json:"author"`
	editor
}

// UserAttribute is one attribute from the user's directory.
type UserAttribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// UserMFA is the state of a user's second factor. The seed beside it on the wire is a secret and is never decoded.
type UserMFA struct {
	// Status and UserStatus are DISABLED, ENABLED, DEFAULT (what the directory says) or something in between,
	// in either case.
	Status       string `json:"status"`
	UserStatus   string `json:"user_mfa_status"`
	MobileStatus string `json:"mobile_mfa_status"`
}

// AWSRole is a role of an AWS account that the user may take.
type AWSRole struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	ARN         string `json:"arn"`
	Updated     string `json:"updated"`
	Description string `json:"description"`
	Source      string `json:"source"`
	Status      string `json:"status"`
	Roles       []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"roles"`
}

// Users reads users and sets what can be set of them. Users themselves come from directories.
type Users struct{ client *Client }

// Get reads a user with roles. id may be CurrentUser. For a 404 that proves nothing, the search says whether PrivX
// knows the user; it cannot search for the current one.
func (u *Users) Get(ctx context.Context, id string) (User, error) {
	user, err := u.user(ctx, usersPath+rest.Path(id))
	if id == CurrentUser {
		return user, err
	}
	return user, confirmGone(ctx, "user "+id, err, func(ctx context.Context) (bool, error) {
		items, err := u.client.listAll(ctx, listRequest{
			method: http.MethodPost, path: usersPath + "/search", body: UserSearch{UserIDs: []string{id}},
		})
		return lists(items, id), err
	})
}

// Current reads the user of the API token.
func (u *Users) Current(ctx context.Context) (User, error) {
	return u.user(ctx, usersPath+"/"+CurrentUser)
}

// Resolve reads a user with the roles that hold at this moment.
func (u *Users) Resolve(ctx context.Context, id string) (User, error) {
	user, err := u.user(ctx, usersPath+rest.Path(id, "resolve"))
	return user, u.client.confirmUserGone(ctx, id, err)
}

func (u *Users) user(ctx context.Context, path string) (User, error) {
	raw, err := u.client.object(ctx, path)
	if err != nil {
		return User{}, needs(mayViewUsers, err)
	}
	return decode[User](u.client.unreadable(path, "user"), rest.Item{ID: idOf(raw), Body: raw})
}

// UserSearch says which users to find. Empty fields do not restrict.
type UserSearch struct {
	Keywords string   `json:"keywords,omitempty"`
	UserIDs  []string `json:"user_id,omitempty"`
	Source   string   `json:"source,omitempty"`
}

// Search finds users that PrivX knows. External asks the directories themselves, which also finds users who never
// logged in.
func (u *Users) Search(ctx context.Context, s UserSearch, external bool) ([]User, error) {
	// By the vendor's page the text is URL-encoded, but its clients send it as it is. What both read alike stays; the two
	// characters that a server that decodes would read as others are encoded.
	s.Keywords = strings.NewReplacer("%", "%25", "+", "%2B").Replace(s.Keywords)
	request := listRequest{method: http.MethodPost, path: usersPath + "/search", body: s}
	if external {
		request.path += "/external"
		request.unpaged = true
	}
	items, err := u.client.listAll(ctx, request)
	if err != nil {
		return nil, needs(mayViewUsers, err)
	}
	return decodeAll[User](u.client.unreadable(request.path, "user"), items)
}

// AWSRoles lists the AWS roles of the user of the API token.
func (u *Users) AWSRoles(ctx context.Context) ([]AWSRole, error) {
	const path = usersPath + "/current/awsroles"
	items, err := u.client.listAll(ctx, listRequest{method: http.MethodGet, path: path, unpaged: true})
	if err != nil {
		return nil, err
	}
	return decodeAll[AWSRole](u.client.unreadable(path, "AWS role"), items)
}

// SetMFA turns the second factor of a user on or off.
func (u *Users) SetMFA(ctx context.Context, id string, on bool) error {
	action := "disable"
	if on {
		action = "enable"
	}
	return untilThere(ctx, func() error { return u.mfa(ctx, id, action, true) })
}

// ResetMFA has the user pair a second factor anew. It is never repeated by itself:
// between two resets the user may have paired.
func (u *Users) ResetMFA(ctx context.Context, id string) error { return u.mfa(ctx, id, "reset", false) }

func (u *Users) mfa(ctx context.Context, id, action string, repeatable bool) error {
	err := u.client.write(ctx, rest.Request{
		Method: http.MethodPost, Path: usersPath + "/mfa/" + action, Body: []string{id}, Repeatable: repeatable,
	})
	return needs(mayManageUsers, u.client.confirmUserGone(ctx, id, err))
}

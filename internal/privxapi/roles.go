package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	rolesPath    = "/role-store/api/v1/roles"
	mayViewRoles = "the permission roles-view (or the role privx-admin)"
)

// Role is the definition of a role (api/privx.md §4.1).
type Role struct {
	ID                        string      `json:"id"`
	Name                      string      `json:"name"`
	Comment                   string      `json:"comment"`
	AccessGroupID             string      `json:"access_group_id"`
	Permissions               []string    `json:"permissions"`
	PermitAgent               bool        `json:"permit_agent"`
	PrincipalPublicKeyStrings []string    `json:"principal_public_key_strings"`
	Context                   RoleContext `json:"context"`
	// SourceRules is the tree that maps users of directories to the role, as JSON.
	SourceRules   json.RawMessage `json:"source_rules"`
	Tags          []string        `json:"tags"`
	System        bool            `json:"system"`
	MemberCount   int64           `json:"member_count"`
	ExplicitCount int64           `json:"explicit_count"`
	Created       string          `json:"created"`
	Updated       string          `json:"updated"`
	Author        string          `json:"author"`
	UpdatedBy     string          `json:"updated_by"`
	// UpdatedByWire is what servers call UpdatedBy (api/privx.md §2.1).
	UpdatedByWire string `json:"updatedby"`
}

// RoleContext restricts when and from where a role holds.
type RoleContext struct {
	Enabled   bool     `json:"enabled"`
	BlockRole bool     `json:"block_role"`
	Validity  []string `json:"validity"`
	StartTime string   `json:"start_time"`
	EndTime   string   `json:"end_time"`
	Timezone  string   `json:"timezone"`
	IPMasks   []string `json:"ip_masks"`
}

// Roles reads the definitions of roles.
type Roles struct{ client *Client }

// Get reads one role.
func (r *Roles) Get(ctx context.Context, id string) (Role, error) {
	var raw json.RawMessage
	if err := r.client.get(ctx, rest.Path("role-store", "api", "v1", "roles", id), &raw); err != nil {
		return Role{}, needs(mayViewRoles, err)
	}
	return decodeRole(raw)
}

// List reads all roles, ordered by name.
func (r *Roles) List(ctx context.Context) ([]Role, error) {
	return r.roles(ctx, listRequest{method: http.MethodGet, path: rolesPath})
}

// Named finds the roles of a name, upper and lower case told apart.
func (r *Roles) Named(ctx context.Context, name string) ([]Role, error) {
	roles, err := r.roles(ctx, listRequest{method: http.MethodPost, path: rolesPath + "/resolve", body: []string{name}, unpaged: true})
	return slices.DeleteFunc(roles, func(role Role) bool { return role.Name != name }), err
}

func (r *Roles) roles(ctx context.Context, request listRequest) ([]Role, error) {
	items, err := r.client.listAll(ctx, request)
	if err != nil {
		return nil, needs(mayViewRoles, err)
	}
	roles := make([]Role, 0, len(items))
	for _, raw := range items {
		role, err := decodeRole(raw)
		if err != nil {
			return nil, err
		}
		roles = append(roles, role)
	}
	slices.SortFunc(roles, func(a, b Role) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return roles, nil
}

func decodeRole(raw json.RawMessage) (Role, error) {
	var role Role
	if err := json.Unmarshal(raw, &role); err != nil {
		return Role{}, fmt.Errorf("role: %w", err)
	}
	if role.UpdatedBy == "" {
		role.UpdatedBy = role.UpdatedByWire
	}
	return role, nil
}

package privx

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
)

func nameAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Null where the provider may not look it up.", Computed: true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// usernameOf returns the name with which a user logs in, null for one who left. last is what it was.
func usernameOf(ctx context.Context, c client, id, last types.String) (types.String, error) {
	if id.IsUnknown() {
		return types.StringUnknown(), nil
	}
	name, err := c.Principals.Of(ctx, userOrCurrent(id), last.ValueString())
	if err != nil || name == "" {
		return types.StringNull(), err
	}
	return types.StringValue(name), nil
}

// roleNameOf returns the name of a role, null for one that is gone.
func roleNameOf(ctx context.Context, c client, id types.String) (types.String, error) {
	if id.IsUnknown() {
		return types.StringUnknown(), nil
	}
	role, err := c.Roles.Get(ctx, id.ValueString())
	switch {
	case privxapi.IsNotFound(err):
		return types.StringNull(), nil
	case err != nil:
		return types.StringNull(), err
	}
	return types.StringValue(role.Name), nil
}

// roleNamesOf returns the names of roles by their ids, without those that are gone.
func roleNamesOf[V any](ctx context.Context, c client, roles map[string]V) (types.Map, error) {
	names := make(map[string]attr.Value, len(roles))
	for id := range roles {
		name, err := roleNameOf(ctx, c, types.StringValue(id))
		if err != nil {
			return types.MapNull(types.StringType), err
		}
		if !name.IsNull() {
			names[id] = name
		}
	}
	return types.MapValueMust(types.StringType, names), nil
}

// userCalled returns what messages call a user: the name, as far as it may be looked up, and the id.
func userCalled(ctx context.Context, c client, id string) string {
	name, err := c.Principals.Of(ctx, id, "")
	if err != nil || name == "" {
		return id
	}
	return fmt.Sprintf("%q (%s)", name, id)
}

package privx

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var authorizedKey = &object.Resource[authorizedKeyModel, client]{
	System: System, Type: "privx_authorized_key", Noun: "authorized key", Schema: authorizedKeySchema, PlansAsIs: true,
	ID:   func(m *authorizedKeyModel) *types.String { return &m.ID },
	Name: func(m *authorizedKeyModel) string { return m.Name.ValueString() },
	Identity: []object.Part[authorizedKeyModel, client]{
		userOrCurrentPart(func(m *authorizedKeyModel) *types.String { return &m.UserID }),
		{
			Name: "key_id", Description: "Id of the key.", Valid: anID.MatchString,
			Example: "2765b005-4ce1-4b2b-a9ca-ee6c4d6f2792", Named: keysNamed,
		},
	},
	Check: func(config tfkit.Object, diags *diag.Diagnostics) {
		checkOrder(path.Root("not_after"), "Validity ends before it begins", config, "not_before", "not_after", diags)
	},
	Plan: planValidity,
	Wire: map[string]string{"expires_in": "valid_for"},
	Calls: object.Calls[authorizedKeyModel, client]{
		Create: createKey, Read: readKey, Update: updateKey, List: listKeys,
		Delete: func(ctx context.Context, c client, m *authorizedKeyModel) error {
			return c.AuthorizedKeys.Delete(ctx, m.user(), m.key())
		},
	},
	Filters: userFilters, ListsBy: listsByUser,
}

type authorizedKeyModel struct {
	ID            types.String    `tfsdk:"id"`
	UserID        types.String    `tfsdk:"user_id"`
	Name          types.String    `tfsdk:"name"`
	Comment       types.String    `tfsdk:"comment"`
	PublicKey     types.String    `tfsdk:"public_key"`
	NotBefore     types.String    `tfsdk:"not_before"`
	NotAfter      types.String    `tfsdk:"not_after"`
	ValidFor      types.String    `tfsdk:"valid_for"`
	SourceAddress tfkit.StringSet `tfsdk:"source_address"`
	Fingerprints  types.List      `tfsdk:"fingerprints"`
	Username      types.String    `tfsdk:"username"`
}

// user is whose key it is, in a path of the API.
func (m *authorizedKeyModel) user() string { return userOrCurrent(m.UserID) }

func (m *authorizedKeyModel) key() string {
	_, key, _ := strings.Cut(m.ID.ValueString(), "/")
	return key
}

// toAPI returns the key as it is to be. before is the state, nil on create:
// a validity is only begun anew when it was changed.
func (m *authorizedKeyModel) toAPI(before *authorizedKeyModel) privxapi.AuthorizedKey {
	w := privxapi.AuthorizedKey{PublicKey: privxapi.OpenSSHLine(m.PublicKey.ValueString())}
	m.fields(&w).Send()
	w.NotBefore, w.NotAfter = m.NotBefore.ValueString(), m.NotAfter.ValueString()
	if !m.ValidFor.IsNull() && (before == nil || !m.ValidFor.Equal(before.ValidFor)) {
		validity, _ := time.ParseDuration(m.ValidFor.ValueString()) // checked by the validator
		w.ExpiresIn = int64(validity / time.Second)
	}
	return w
}

func (m *authorizedKeyModel) fields(w *privxapi.AuthorizedKey) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&m.Name, &w.Name),
		tfkit.Text(&m.Comment, &w.Comment),
		tfkit.Texts(&m.SourceAddress, &w.SourceAddress),
	}
}

func (m *authorizedKeyModel) fromAPI(w privxapi.AuthorizedKey) {
	m.fields(&w).Receive()
	m.PublicKey = types.StringValue(w.PublicKey)
	m.NotBefore, m.NotAfter = types.StringValue(w.NotBefore), types.StringValue(w.NotAfter)
	m.Username = types.StringValue(w.Username)
	m.Fingerprints = tfkit.TextList(w.Fingerprints)
}

func authorizedKeySchema() schema.Schema {
	addresses := tfkit.TextsAttribute("Addresses and networks (CIDR) from which the key may be used. Empty means from "+
		"anywhere.", tfkit.IsNetwork())
	return schema.Schema{
		MarkdownDescription: "One SSH public key with which a user of PrivX logs in. PrivX keeps every key once among all " +
			"users, gives every key an end, and deletes keys that have ended; the plan then creates them again.",
		Attributes: map[string]schema.Attribute{
			"id": tfkit.IDAttribute("User and key as `user_id/key_id`; `current/key_id` for a key of the API token's own user."),
			"user_id": schema.StringAttribute{
				MarkdownDescription: "Id of the user whose key it is. Left out, it is the user of the API token. Changing it " +
					"moves the key: it is taken from the one user and given to the other.",
				Optional: true, Validators: []validator.String{isIDOf(aUser)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "Name by which the user tells keys apart, such as the machine it is on.", Required: true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"comment": tfkit.TextAttribute("Free text for people. It has nothing to do with a comment inside of `public_key`."),
			"public_key": schema.StringAttribute{
				MarkdownDescription: "The key: a line as in `authorized_keys`, its base64 alone, or RFC 4716 text. ed25519, " +
					"ECDSA, or RSA of 2048 bits and more. Another comment or spelling of the same key is no change; another key " +
					"replaces the old one, which is deleted first.",
				Required:   true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), isPublicKey()},
				PlanModifiers: []planmodifier.String{
					isPublicKey().KeepText(), stringplanmodifier.RequiresReplace(),
				},
			},
			"not_before": validityAttribute("When the key begins to be valid (RFC 3339). Left out, it is not managed, and the " +
				"server decides: an hour before the creation."),
			"not_after": validityAttribute("When the key ends (RFC 3339), after `not_before`. Left out, it is not managed, " +
				"and the server decides: normally two years after the creation, which is also the longest that it takes."),
			"valid_for": schema.StringAttribute{
				MarkdownDescription: "How long the key is valid from its creation on, in place of the two dates: a duration such " +
					"as `8760h`. Another duration begins a new validity at that moment; to renew for the same duration, replace the " +
					"resource.",
				Optional: true,
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1), tfkit.IsDuration(),
					stringvalidator.ConflictsWith(path.MatchRoot("not_before"), path.MatchRoot("not_after")),
				},
				PlanModifiers: []planmodifier.String{tfkit.IsDuration().KeepText()},
			},
			"source_address": addresses,
			"fingerprints": schema.ListAttribute{
				MarkdownDescription: "Fingerprints of the key, as `ssh-keygen -l` prints them (`SHA256:...`).",
				Computed:            true,
				ElementType:         types.StringType,
				PlanModifiers:       []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			},
			"username": schema.StringAttribute{
				MarkdownDescription: "Name of the user whose key it is, as PrivX shows it.", Computed: true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
		},
	}
}

func validityAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description, Optional: true, Computed: true,
		Validators:    []validator.String{stringvalidator.LengthAtLeast(1), tfkit.IsTime()},
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), tfkit.IsTime().KeepText()},
	}
}

// planValidity plans another valid_for as the begin of a validity whose dates the server sets.
func planValidity(ctx context.Context, p *object.Plan[client]) {
	if p.Planned == nil || p.State == nil || p.Planned.IsNull("valid_for") || p.Planned.Same(p.State, "valid_for") {
		return
	}
	p.Set(ctx, "not_before", types.StringUnknown())
	p.Set(ctx, "not_after", types.StringUnknown())
}

func createKey(ctx context.Context, c client, plan *authorizedKeyModel) (id string, err error) {
	key, err := c.AuthorizedKeys.Create(ctx, plan.user(), plan.toAPI(nil))
	if err != nil {
		return "", err
	}
	created, err := c.AuthorizedKeys.Get(ctx, plan.user(), key)
	if err != nil {
		// The key exists: it must be in the state, and not be created anew because its dates are unknown.
		err = object.Unread(err)
		created = plan.toAPI(nil)
	}
	plan.fromAPI(created)
	return plan.user() + "/" + key, err
}

func readKey(ctx context.Context, c client, m *authorizedKeyModel, _ bool) error {
	key, err := c.AuthorizedKeys.Get(ctx, m.user(), m.key())
	if err == nil {
		m.fromAPI(key)
	}
	return err
}

func updateKey(ctx context.Context, c client, plan, state *authorizedKeyModel) error {
	if err := c.AuthorizedKeys.Update(ctx, plan.user(), plan.key(), plan.toAPI(state)); err != nil {
		return err
	}
	updated, err := c.AuthorizedKeys.Get(ctx, plan.user(), plan.key())
	if err == nil {
		plan.fromAPI(updated)
		return nil
	}
	// The change is made: called failed, a new validity would begin once more. The next refresh brings the dates.
	if plan.NotBefore.IsUnknown() {
		plan.NotBefore = state.NotBefore
	}
	if plan.NotAfter.IsUnknown() {
		plan.NotAfter = state.NotAfter
	}
	return object.Unread(err)
}

func listKeys(ctx context.Context, c client, f object.Filter) iter.Seq2[object.Found[authorizedKeyModel], error] {
	return eachUser(ctx, c, f, func(user privxapi.User) (all []object.Found[authorizedKeyModel], err error) {
		keys, err := c.AuthorizedKeys.List(ctx, user.ID)
		for _, key := range sortKeys(keys) {
			all = append(all, object.Found[authorizedKeyModel]{
				ID: user.ID + "/" + key.ID, Name: user.Principal + ": " + key.Name,
				Fill: func(m *authorizedKeyModel) { m.fromAPI(key) },
			})
		}
		return all, err
	})
}

// keysNamed finds the ids of the keys of a user that have a name.
func keysNamed(ctx context.Context, c client, user []string, name string) (ids []string, err error) {
	keys, err := c.AuthorizedKeys.List(ctx, user[0])
	for _, key := range keys {
		if key.Name == name {
			ids = append(ids, key.ID)
		}
	}
	return ids, err
}

package privx

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
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
	Plan: planKey, Names: keyNames,
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

// keyNames looks up whose key it is, until PrivX says it.
func keyNames(ctx context.Context, c client, m *authorizedKeyModel) (names map[string]attr.Value, err error) {
	name := m.Username
	if name.IsNull() || name.IsUnknown() {
		name, err = usernameOf(ctx, c, m.UserID, name)
	}
	return map[string]attr.Value{"username": name}, err
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
			"users, gives every key an end, and deletes keys that have ended: that is no change, and such a key stays in the " +
			"state until it is taken out of the configuration or its dates change.",
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
			"username": nameAttribute("Name of the user whose key it is."),
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

func planKey(ctx context.Context, p *object.Plan[client]) {
	if p.Planned == nil {
		return
	}
	if p.State != nil && !p.Planned.IsNull("valid_for") && !p.Planned.Same(p.State, "valid_for") {
		// Another duration begins a validity whose dates the server sets.
		p.Set(ctx, "not_before", types.StringUnknown())
		p.Set(ctx, "not_after", types.StringUnknown())
	}
	c, ok := p.Client()
	if !ok {
		return
	}
	warnOfEndedKey(p, c.Now())
	replaceEndedKey(ctx, p, c)
}

// warnOfEndedKey warns of a new or changed key that is over already.
func warnOfEndedKey(p *object.Plan[client], now time.Time) {
	text, _ := p.Config.Text("not_after")
	end, dated := tfkit.ParseTime(text)
	if !dated || end.After(now) || p.State != nil && p.Planned.Same(p.State, "not_after") {
		return
	}
	p.Diags.AddAttributeWarning(path.Root("not_after"), "The key is over already", fmt.Sprintf("The key ended %s (%s). "+
		"Nobody can log in with it: it is not sent to PrivX, and stands in the state as one that has ended. Take it out of "+
		"the configuration, or set a date that is still to come.", ago(now.Sub(end)), end.Format(time.RFC3339)))
}

// replaceEndedKey plans a key that has ended, and that PrivX does not have any more, to be created anew for a validity
// that is still to come.
func replaceEndedKey(ctx context.Context, p *object.Plan[client], c client) {
	was, _ := p.State.Text("not_after")
	is, _ := p.Planned.Text("not_after")
	if !p.Changes() || !over(was, c.Now()) || is != "" && over(is, c.Now()) {
		return
	}
	id, _ := p.State.Text("id")
	user, key, _ := strings.Cut(id, "/")
	if _, err := c.AuthorizedKeys.Get(ctx, user, key); !privxapi.IsNotFound(err) {
		return
	}
	changed := "not_after"
	if !p.Planned.IsNull("valid_for") {
		changed = "valid_for"
	}
	p.Replace(changed)
}

// over reports whether an instant has passed; one that is not known has not.
func over(instant string, now time.Time) bool {
	end, ok := tfkit.ParseTime(instant)
	return ok && !end.After(now)
}

// isOver reports whether the key has ended. The server's clock may be some minutes ahead.
func (m *authorizedKeyModel) isOver(c client) bool {
	return over(m.NotAfter.ValueString(), c.Now().Add(privxapi.ClockSkew))
}

func createKey(ctx context.Context, c client, plan *authorizedKeyModel) (id string, err error) {
	written := plan.toAPI(nil)
	if over(written.NotAfter, c.Now()) {
		return plan.ended(written), nil
	}
	key, err := c.AuthorizedKeys.Create(ctx, plan.user(), written)
	switch {
	case privxapi.IsRefused(err) && plan.isOver(c): // it ended on the way
		return plan.ended(written), nil
	case err != nil:
		return "", err
	}
	created, err := c.AuthorizedKeys.Get(ctx, plan.user(), key)
	if err != nil {
		// The key exists: it must be in the state, and not be created anew because its dates are unknown.
		err = object.Unread(err)
		created = written
	}
	plan.complete(created)
	return plan.user() + "/" + key, err
}

// ended completes a key that was over before PrivX had it, and returns an id that looks like PrivX's own.
func (m *authorizedKeyModel) ended(key privxapi.AuthorizedKey) (id string) {
	blob, _ := base64.StdEncoding.DecodeString(privxapi.KeyMaterial(key.PublicKey)) // checked by the validator
	sum := sha256.Sum256(blob)
	key.Fingerprints = []string{"SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])}
	m.complete(key)
	id = hex.EncodeToString(sum[:16])
	return m.user() + "/" + id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}

// readKey reads a key. One that has ended stays in the state as it is where PrivX has dropped it.
func readKey(ctx context.Context, c client, m *authorizedKeyModel, whole bool) error {
	if !whole && m.isOver(c) {
		keys, err := c.AuthorizedKeys.List(ctx, m.user())
		if i := slices.IndexFunc(keys, func(k privxapi.AuthorizedKey) bool { return k.ID == m.key() }); i >= 0 {
			m.fromAPI(keys[i])
		}
		if privxapi.IsNotFound(err) {
			return nil
		}
		return err
	}
	key, err := c.AuthorizedKeys.Get(ctx, m.user(), m.key())
	if err == nil {
		m.fromAPI(key)
	}
	return err
}

func updateKey(ctx context.Context, c client, plan, state *authorizedKeyModel) error {
	written := plan.toAPI(state)
	err := c.AuthorizedKeys.Update(ctx, plan.user(), plan.key(), written)
	switch {
	case err == nil:
	case privxapi.IsNotFound(err) && plan.isOver(c):
		plan.complete(written)
		return nil
	case privxapi.IsRefused(err) && plan.isOver(c):
		// PrivX takes no end that has passed. The key must not go on being valid.
		plan.complete(written)
		return c.AuthorizedKeys.Delete(ctx, plan.user(), plan.key())
	default:
		return err
	}
	updated, err := c.AuthorizedKeys.Get(ctx, plan.user(), plan.key())
	if err == nil || plan.isOver(c) && privxapi.IsNotFound(err) {
		plan.complete(updated)
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

// complete sets what the plan left to the server.
func (m *authorizedKeyModel) complete(w privxapi.AuthorizedKey) {
	text := func(v *types.String, value string) {
		if v.IsUnknown() {
			*v = types.StringValue(value)
			if value == "" {
				*v = types.StringNull()
			}
		}
	}
	text(&m.NotBefore, w.NotBefore)
	text(&m.NotAfter, w.NotAfter)
	text(&m.Username, w.Username)
	if m.Fingerprints.IsUnknown() {
		m.Fingerprints = tfkit.TextList(w.Fingerprints)
	}
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

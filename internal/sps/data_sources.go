package sps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// view is an object as data sources show it: without secrets. V is the struct, T the client's type.
type view[V, T any] interface {
	*V
	show(object T)
}

// kind is what the data sources of one kind of object need.
type kind[T any] struct {
	// singular and plural are the names without the provider's, noun what messages call the object.
	singular, plural, noun string
	attributes             func() map[string]resource.Attribute
	list                   func(context.Context, *spsapi.Client) ([]T, error)
	get                    func(ctx context.Context, c *spsapi.Client, key string) (T, error)
	named                  func(T) (key, name string)
}

// one is the data source of a single object, by id or by name.
type one[V, T any, P view[V, T]] struct {
	lookup
	kind kind[T]
}

// Schema implements datasource.DataSource.
func (d *one[V, T, P]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := tfkit.Computed(d.kind.attributes())
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: "Key of the " + d.kind.noun + " to read. Either this or `name`.", Optional: true, Computed: true,
		Validators: []validator.String{stringvalidator.RegexMatches(aKey, "must be a key of SPS"), stringvalidator.ExactlyOneOf(path.MatchRoot("name"))},
	}
	attributes["name"] = schema.StringAttribute{
		MarkdownDescription: "Name of the " + d.kind.noun + " to read, upper and lower case told apart.", Optional: true, Computed: true,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	resp.Schema = schema.Schema{MarkdownDescription: "One " + d.kind.noun + " of SPS, by key or by name. Secrets are never read.", Attributes: attributes}
}

// Read implements datasource.DataSource.
func (d *one[V, T, P]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var id, name types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	object, err := d.find(ctx, client, id.ValueString(), name.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Could not read the "+d.kind.noun, err.Error())
		return
	}
	var v V
	P(&v).show(object)
	resp.Diagnostics.Append(resp.State.Set(ctx, v)...)
}

func (d *one[V, T, P]) find(ctx context.Context, client *spsapi.Client, id, name string) (object T, err error) {
	if id != "" {
		object, err = d.kind.get(ctx, client, id)
		if spsapi.IsNotFound(err) {
			err = fmt.Errorf("no %s has the key %q: %w", d.kind.noun, id, err)
		}
		return object, err
	}
	objects, err := d.kind.list(ctx, client)
	if err != nil {
		return object, err
	}
	var found []T
	var keys []string
	for _, o := range objects {
		if key, n := d.kind.named(o); n == name {
			found, keys = append(found, o), append(keys, key)
		}
	}
	switch len(found) {
	case 0:
		return object, fmt.Errorf("no %s is named %q (of %d; upper and lower case count)", d.kind.noun, name, len(objects))
	case 1:
		return found[0], nil
	}
	return object, fmt.Errorf("%d of them are named %q; choose one by id: %s", len(found), name, strings.Join(keys, ", "))
}

// all is the data source of all objects of a kind.
type all[V, T any, P view[V, T]] struct {
	lookup
	kind kind[T]
}

// Schema implements datasource.DataSource.
func (d *all[V, T, P]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	list := strings.TrimPrefix(d.kind.plural, "sps_")
	resp.Schema = schema.Schema{
		MarkdownDescription: "All objects of the kind " + d.kind.noun + " that SPS has, those built in among them. Secrets are never read.",
		Attributes: map[string]schema.Attribute{
			list: schema.ListNestedAttribute{
				MarkdownDescription: "The objects, in the server's order.", Computed: true,
				NestedObject: schema.NestedAttributeObject{Attributes: tfkit.Computed(d.kind.attributes())},
			},
		},
	}
}

// Read implements datasource.DataSource.
func (d *all[V, T, P]) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	client := d.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	objects, err := d.kind.list(ctx, client)
	if err != nil {
		resp.Diagnostics.AddError("Could not list the objects of the kind "+d.kind.noun, err.Error())
		return
	}
	views := make([]V, len(objects))
	for i, o := range objects {
		P(&views[i]).show(o)
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(strings.TrimPrefix(d.kind.plural, "sps_")), views)...)
}

// both makes the constructors of the two data sources of a kind.
func both[V, T any, P view[V, T]](k kind[T]) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource { return &one[V, T, P]{lookup{typeName: k.singular}, k} },
		func() datasource.DataSource { return &all[V, T, P]{lookup{typeName: k.plural}, k} },
	}
}

func kindOf[T any](singular, noun string, of func(*spsapi.Client) *spsapi.Collection[T], s func() resource.Schema, named func(T) (string, string)) kind[T] {
	plural := singular + "s"
	if stem, ok := strings.CutSuffix(singular, "policy"); ok {
		plural = stem + "policies"
	}
	return kind[T]{
		singular: singular, plural: plural, noun: noun, named: named,
		attributes: func() map[string]resource.Attribute { return s().Attributes },
		list:       func(ctx context.Context, c *spsapi.Client) ([]T, error) { return of(c).List(ctx) },
		get:        func(ctx context.Context, c *spsapi.Client, key string) (T, error) { return of(c).Get(ctx, key) },
	}
}

// DataSources are all data sources of SPS: two for each kind of object that can be managed too, by key or name and all of them, and
// those of the system.
func DataSources() []func() datasource.DataSource {
	return slices.Concat(
		both[usergroupModel](kindOf("sps_usergroup", "usergroup",
			func(c *spsapi.Client) *spsapi.Collection[spsapi.Usergroup] { return c.Usergroups }, usergroupSchema,
			func(o spsapi.Usergroup) (string, string) { return o.Key, o.Name })),
		both[userFields](kindOf("sps_user", "user",
			func(c *spsapi.Client) *spsapi.Collection[spsapi.User] { return c.Users }, userSchema,
			func(o spsapi.User) (string, string) { return o.Key, o.Name })),
		both[trustStoreModel](kindOf("sps_trust_store", "trust store",
			func(c *spsapi.Client) *spsapi.Collection[spsapi.TrustStore] { return c.TrustStores }, trustStoreSchema,
			func(o spsapi.TrustStore) (string, string) { return o.Key, o.Name })),
		both[ldapServerFields](kindOf("sps_ldap_server", "LDAP server",
			func(c *spsapi.Client) *spsapi.Collection[spsapi.LDAPServer] { return c.LDAPServers }, ldapServerSchema,
			func(o spsapi.LDAPServer) (string, string) { return o.Key, o.Name })),
		both[loginMethodView](kindOf("sps_login_method", "login method",
			func(c *spsapi.Client) *spsapi.Collection[spsapi.LoginMethod] { return c.LoginMethods.Collection }, loginMethodSchema,
			func(o spsapi.LoginMethod) (string, string) { return o.Key, o.Name })),
		both[usermappingPolicyModel](kindOf("sps_usermapping_policy", "usermapping policy",
			func(c *spsapi.Client) *spsapi.Collection[spsapi.UsermappingPolicy] { return c.UsermappingPolicies }, usermappingPolicySchema,
			func(o spsapi.UsermappingPolicy) (string, string) { return o.Key, o.Name })),
		[]func() datasource.DataSource{newPluginsDataSource, newACLsDataSource, newInfoDataSource},
	)
}

func (m *usergroupModel) show(o spsapi.Usergroup) {
	m.ID = types.StringValue(o.Key)
	m.fromAPI(o, true)
}

func (m *userFields) show(o spsapi.User) { m.ID = types.StringValue(o.Key); m.receive(o) }

func (m *trustStoreModel) show(o spsapi.TrustStore) {
	m.ID = types.StringValue(o.Key)
	m.fromAPI(o, true)
}

func (m *ldapServerFields) show(o spsapi.LDAPServer) {
	m.ID = types.StringValue(o.Key)
	m.receive(o, true)
}

func (m *usermappingPolicyModel) show(o spsapi.UsermappingPolicy) {
	m.ID = types.StringValue(o.Key)
	m.fromAPI(o, true)
}

// loginMethodView is a login method without secrets.
type loginMethodView struct {
	loginMethodFields
	RADIUS *radiusView `tfsdk:"radius"`
}

type radiusView struct {
	Servers                []hostModel  `tfsdk:"servers"`
	AuthenticationProtocol types.String `tfsdk:"authentication_protocol"`
	Groups                 *groupsModel `tfsdk:"groups"`
}

func (m *loginMethodView) show(o spsapi.LoginMethod) {
	m.ID = types.StringValue(o.Key)
	m.receive(o)
	if o.RADIUS == nil {
		return
	}
	m.RADIUS = &radiusView{
		AuthenticationProtocol: types.StringValue(o.RADIUS.AuthenticationProtocol), Groups: newGroups(o.RADIUS.Groups),
		Servers: make([]hostModel, 0, len(o.RADIUS.Servers)),
	}
	for _, s := range o.RADIUS.Servers {
		m.RADIUS.Servers = append(m.RADIUS.Servers, hostModel{types.StringValue(s.Address), types.Int64Value(s.Port)})
	}
}

package object_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// A thing is the simplest object: a server in memory has many of them, and one clock.

type thing struct{ ID, Name, Comment, Secret string }

var errGone = errors.New("no such thing")

// refusal is an error that names a field.
type refusal struct{ property string }

func (r *refusal) Error() string { return "refused: " + r.property }

// things is the client and the server.
type things struct {
	all []thing
	// Errors of the next calls, by name of the call.
	fail map[string]error
	// made is returned beside the error of a creation that was done all the same.
	made bool
}

func (t *things) failing(call string) error {
	err := t.fail[call]
	delete(t.fail, call)
	return err
}

func (t *things) find(id string) (int, error) {
	i := slices.IndexFunc(t.all, func(o thing) bool { return o.ID == id })
	if i < 0 {
		return 0, errGone
	}
	return i, nil
}

func (t *things) Create(_ context.Context, o thing) (string, error) {
	err := t.failing("create")
	if err != nil && !t.made {
		return "", err
	}
	o.ID = fmt.Sprintf("t-%d", len(t.all)+1)
	t.all = append(t.all, o)
	return o.ID, err
}

func (t *things) Get(_ context.Context, id string) (o thing, err error) {
	if err := t.failing("get"); err != nil {
		return o, err
	}
	i, err := t.find(id)
	if err == nil {
		o = t.all[i]
	}
	return o, err
}

func (t *things) Reread(ctx context.Context, id string) (thing, error) {
	if err := t.failing("reread"); err != nil {
		return thing{}, err
	}
	return t.Get(ctx, id)
}

func (t *things) Update(_ context.Context, id string, o thing) error {
	if err := t.failing("update"); err != nil {
		return err
	}
	i, err := t.find(id)
	if err != nil {
		return err
	}
	if o.Secret == "" {
		o.Secret = t.all[i].Secret
	}
	o.ID = id
	t.all[i] = o
	return nil
}

func (t *things) Delete(_ context.Context, id string) error {
	if err := t.failing("delete"); err != nil {
		return err
	}
	t.all = slices.DeleteFunc(t.all, func(o thing) bool { return o.ID == id })
	return nil
}

func (t *things) List(context.Context) ([]thing, error) {
	return slices.Clone(t.all), t.failing("list")
}

func (t *things) Named(_ context.Context, name string) ([]thing, error) {
	return slices.DeleteFunc(slices.Clone(t.all), func(o thing) bool { return o.Name != name }), t.failing("named")
}

type thingModel struct {
	ID            types.String `tfsdk:"id"`
	Name          types.String `tfsdk:"name"`
	Comment       types.String `tfsdk:"comment"`
	Tags          types.Map    `tfsdk:"tags"`
	Secret        types.String `tfsdk:"secret_wo"`
	SecretVersion types.Int64  `tfsdk:"secret_wo_version"`
}

func (m *thingModel) id() *types.String { return &m.ID }

func (m *thingModel) secrets() tfkit.Secrets {
	return tfkit.Secrets{"secret_wo": {Value: &m.Secret, Version: &m.SecretVersion}}
}

func (m *thingModel) toAPI(*thingModel) thing {
	return thing{Name: m.Name.ValueString(), Comment: m.Comment.ValueString(), Secret: m.Secret.ValueString()}
}

func (m *thingModel) fromAPI(o thing, whole bool) {
	m.Name = types.StringValue(o.Name)
	if whole || !m.Comment.IsNull() {
		m.Comment = types.StringValue(o.Comment)
	}
}

func thingSchema() schema.Schema {
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"id": tfkit.IDAttribute("id"), "name": schema.StringAttribute{Required: true},
		"comment": tfkit.TextAttribute("comment"), "tags": tfkit.TriggersAttribute("tags"),
		"secret_wo":         tfkit.SecretAttribute("secret_wo", "secret"),
		"secret_wo_version": tfkit.SecretVersionAttribute("secret_wo"),
	}}
}

var thingID = regexp.MustCompile(`^t-\d+$`)

// fixture is a provider of things, and of a part of them.
type fixture struct {
	server *things
	// missing is the reason for having no client.
	missing error
	system  *object.System[*things]
	thing   *object.Resource[thingModel, *things]
	part    *object.Resource[partModel, *things]
	lookup  *object.Lookup[thingView, thing, *things]
}

type partModel struct {
	ID    types.String `tfsdk:"id"`
	Whole types.String `tfsdk:"whole"`
	Keys  types.String `tfsdk:"keys"`
	// imported is what private state remembers.
	imported bool
}

type thingView struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func newFixture() *fixture {
	f := &fixture{server: &things{fail: map[string]error{}}}
	f.system = &object.System[*things]{
		Name: "Shelf", IsGone: func(err error) bool { return errors.Is(err, errGone) },
		Properties: func(err error) []string {
			var r *refusal
			if errors.As(err, &r) {
				return []string{"errors.unheard_of", r.property}
			}
			return nil
		},
	}
	f.thing = &object.Resource[thingModel, *things]{
		System: f.system, Type: "thing", Noun: "thing", Schema: thingSchema, PlansAsIs: true,
		ID: (*thingModel).id, Name: func(m *thingModel) string { return m.Name.ValueString() },
		Identity: object.OnlyID[thingModel, *things](thingID.MatchString, "t-7"),
		Secrets:  (*thingModel).secrets, Wire: map[string]string{"remark": "comment"},
		Check: func(config tfkit.Object, diags *diag.Diagnostics) {
			if name, _ := config.Text("name"); name == "forbidden" {
				diags.AddAttributeError(path.Root("name"), "Forbidden", "no such name")
			}
		},
		Plan: func(ctx context.Context, p *object.Plan[*things]) {
			if name, _ := p.Planned.Text("name"); name == "other" && p.State != nil && p.Changes() {
				p.Replace("name")
			}
		},
		Calls: object.Ordinary[thingModel, thing, *things]{
			Of:  func(c *things) object.Collection[thing] { return c },
			Key: func(o thing) (id, name string) { return o.ID, o.Name },
			ID:  (*thingModel).id, ToAPI: (*thingModel).toAPI, FromAPI: (*thingModel).fromAPI,
			Keeps: func(o thing, f object.Filter) bool { return f["comment"] == "" || o.Comment == f["comment"] },
		}.Calls(),
		Filters: map[string]string{"comment": "Keeps things with this comment."},
	}
	f.part = &object.Resource[partModel, *things]{
		System: f.system, Type: "part", Noun: "part",
		Memory: func(m *partModel) any { return &m.imported },
		Schema: func() schema.Schema {
			return schema.Schema{Attributes: map[string]schema.Attribute{
				"id": tfkit.IDAttribute("id"), "whole": schema.StringAttribute{Required: true},
				"keys": schema.StringAttribute{Required: true},
			}}
		},
		ID: func(m *partModel) *types.String { return &m.ID },
		Identity: []object.Part[partModel, *things]{
			{
				Name: "whole", Valid: thingID.MatchString, Example: "t-7",
				Set: func(m *partModel, id string) { m.Whole = types.StringValue(id) },
				Named: func(ctx context.Context, c *things, _ []string, name string) (ids []string, err error) {
					found, err := c.Named(ctx, name)
					for _, o := range found {
						ids = append(ids, o.ID)
					}
					return ids, err
				},
			},
			{Name: "number", Valid: regexp.MustCompile(`^\d$`).MatchString, Example: "1"},
		},
		Calls: object.Calls[partModel, *things]{
			Create: func(_ context.Context, _ *things, m *partModel) (string, error) {
				return m.Whole.ValueString() + "/1", nil
			},
			Read: func(ctx context.Context, c *things, m *partModel, whole bool) error {
				m.imported = m.imported || whole
				if strings.HasSuffix(m.ID.ValueString(), "/9") {
					return object.Gone("the thing has no part %d", 9)
				}
				o, err := c.Get(ctx, m.Whole.ValueString())
				m.Keys = types.StringValue(o.Comment)
				return err
			},
			Update: func(ctx context.Context, c *things, plan, state *partModel) error {
				before := "nothing"
				if !state.imported {
					before = state.Keys.ValueString()
				}
				plan.imported = false
				return &object.Warning{Summary: "Updated", Detail: "from " + before}
			},
			Delete: func(context.Context, *things, *partModel) error {
				return &object.Warning{Summary: "Left", Detail: "as it is"}
			},
		},
	}
	f.lookup = &object.Lookup[thingView, thing, *things]{
		System: f.system, Type: "x_thing", Types: "x_things", Noun: "thing",
		Attributes: func() map[string]dataschema.Attribute {
			return map[string]dataschema.Attribute{
				"id": dataschema.StringAttribute{Computed: true}, "name": dataschema.StringAttribute{Computed: true},
			}
		},
		Of:  func(c *things) object.Reader[thing] { return c },
		Key: func(o thing) (id, name string) { return o.ID, o.Name },
		Show: func(v *thingView, o thing) {
			v.ID, v.Name = types.StringValue(o.ID), types.StringValue(o.Name)
		},
		IsID: validator.String(stringvalidator.RegexMatches(thingID, "must be an id")),
		Filters: map[string]object.KeepIf[thing]{
			"comment": {
				Description: "Keeps things with this comment.",
				Keeps:       func(o thing, v string) bool { return o.Comment == v },
			},
		},
	}
	return f
}

// run starts the provider.
func (f *fixture) run(t *testing.T) *acctest.Run {
	t.Helper()
	serve := providerserver.NewProtocol6(f)
	return acctest.Drive(t, serve(), serve(), "")
}

func (f *fixture) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "shelf"
}

func (f *fixture) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{}
}

func (f *fixture) Configure(_ context.Context, _ provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	clients := &object.Clients{}
	f.system.Provide(clients, f.server, f.missing)
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = clients, clients, clients
}

func (f *fixture) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{f.thing.Resource, f.part.Resource}
}

func (f *fixture) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{f.thing.List}
}

func (f *fixture) DataSources(context.Context) []func() datasource.DataSource {
	return f.lookup.DataSources()
}

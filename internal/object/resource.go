package object

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// Resource describes a managed resource. M is its model, a struct with tfsdk tags, C the client of its system.
type Resource[M, C any] struct {
	System *System[C]
	// Type is the name without the provider's, Noun what messages call one object.
	Type, Noun string
	Schema     func() schema.Schema
	// ID is the attribute id. Its value is what the object is imported by: the parts of the identity with slashes between.
	ID func(*M) *types.String
	// Name returns what people call the object, empty if it has no name. It may be nil.
	Name func(*M) string
	// Identity are the parts of the identity. Without any it is the id.
	Identity []Part[M, C]
	Calls    Calls[M, C]
	// Secrets are the write-only attributes of the model. It may be nil.
	Secrets func(*M) tfkit.Secrets
	// Memory returns what private state keeps of the model beside its attributes, as a pointer for encoding/json. It may
	// be nil.
	Memory func(*M) any
	// Check finds what is wrong with a configuration as far as more than one attribute shows it. It may be nil.
	Check func(config tfkit.Object, diags *diag.Diagnostics)
	// Beside compares a configuration with those of the other resources of the run, of which it takes notes in seen. A
	// configuration may come more than once. It may be nil.
	Beside func(config tfkit.Object, seen *sync.Map, diags *diag.Diagnostics)
	// Plan looks at a plan before Terraform shows it. It may be nil.
	Plan func(context.Context, *Plan[C])
	// Names returns the computed attributes that are names of what the object refers to by id: null beside an error,
	// unknown while an id is. It may be nil.
	Names func(ctx context.Context, client C, m *M) (map[string]attr.Value, error)
	// Wire are the attributes, such as ldap.base, of the wire's fields that have another name there.
	Wire map[string]string
	// PlansAsIs says that neither Plan nor a plan modifier has anything to do where the proposed state is the prior one.
	PlansAsIs bool
	// ImportNote is what whoever imports the object has to know, for the documentation. It may be empty.
	ImportNote string
	// Filters describe what a list may be narrowed by, beside the name.
	// One of those in ListsBy is needed, if there are any.
	Filters map[string]string
	ListsBy []string

	once    sync.Once
	cached  schema.Schema
	spelled *tfkit.Spelled
}

// Calls are what is done with an object: plain functions over the client and the model. An error that is a *Warning
// says that the call was done, and so does that of a write that was made by Unread.
type Calls[M, C any] struct {
	// Create makes the object and returns its id. An id beside an error says that the object exists, or may exist: it
	// goes into state all the same, and the error becomes a warning.
	Create func(ctx context.Context, client C, plan *M) (id string, err error)
	// Read fills the model with what the server has. Groups that the model does not have are left out, unless the whole
	// object is asked for, as an import does. The error says Gone, or satisfies the system's IsGone, if there is none.
	Read func(ctx context.Context, client C, m *M, whole bool) error
	// Update makes the object what the plan says; state is what it was.
	Update func(ctx context.Context, client C, plan, state *M) error
	// Delete deletes the object; one that is gone already is success.
	Delete func(ctx context.Context, client C, state *M) error
	// List finds the objects that the filter keeps. It is nil where there is only one.
	List func(ctx context.Context, client C, filter Filter) iter.Seq2[Found[M], error]
	// Named returns the ids of the objects of a name, where the identity is the id alone. It may be nil.
	Named func(ctx context.Context, client C, name string) (ids []string, err error)
}

// Kind is a Resource of any model: what the provider registers.
type Kind interface {
	// Resource returns a new managed resource.
	Resource() resource.Resource
	// List returns a new list resource, nil for an object of which there is one.
	List() list.ListResource
	// Example returns how the object is imported and listed.
	Example() Example
}

// Resource implements Kind.
func (r *Resource[M, C]) Resource() resource.Resource {
	return &managed[M, C]{Resource: r, connection: connection[C]{system: r.System}}
}

// schema returns the schema, made once: for wide resources that is costly.
func (r *Resource[M, C]) schema() schema.Schema {
	r.once.Do(func() {
		r.cached = r.Schema()
		r.spelled = tfkit.SpelledIn(r.cached.Attributes)
	})
	return r.cached
}

// spellings returns the attributes with several spellings of the same meaning.
func (r *Resource[M, C]) spellings() *tfkit.Spelled {
	r.schema()
	return r.spelled
}

// called returns what messages call an object: its name as well as its id, as far as they are known.
func (r *Resource[M, C]) called(m *M) string {
	name, id := "", r.ID(m).ValueString()
	if r.Name != nil {
		name = r.Name(m)
	}
	switch {
	case name != "" && id != "":
		return fmt.Sprintf("%s %q (%s)", r.Noun, name, id)
	case name != "":
		return fmt.Sprintf("%s %q", r.Noun, name)
	case id != "":
		return r.Noun + " " + id
	}
	return r.Noun
}

// managed is a Resource as the framework has it: one instance a call.
type managed[M, C any] struct {
	*Resource[M, C]
	connection[C]
}

var (
	_ resource.ResourceWithConfigure      = &managed[any, any]{}
	_ resource.ResourceWithIdentity       = &managed[any, any]{}
	_ resource.ResourceWithImportState    = &managed[any, any]{}
	_ resource.ResourceWithModifyPlan     = &managed[any, any]{}
	_ resource.ResourceWithValidateConfig = &managed[any, any]{}
)

// Metadata implements resource.Resource.
func (r *managed[M, C]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.Type
}

// Configure implements resource.ResourceWithConfigure.
func (r *managed[M, C]) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.configure(req.ProviderData, &resp.Diagnostics)
}

// Schema implements resource.Resource.
func (r *managed[M, C]) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema()
}

// PlansAsIs reports whether a plan that changes nothing may be made without the framework.
func (r *managed[M, C]) PlansAsIs() bool { return r.Resource.PlansAsIs }

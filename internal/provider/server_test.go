package provider

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestServesWhatTheFrameworkServes fails for a call that the framework's server has and this one hides.
func TestServesWhatTheFrameworkServes(t *testing.T) {
	t.Parallel()
	ours := reflect.TypeOf(NewServer("test"))
	framework := reflect.TypeOf(providerserver.NewProtocol6(New("test")())())
	for i := range framework.NumMethod() {
		theirs := framework.Method(i)
		method, ok := ours.MethodByName(theirs.Name)
		if !ok {
			t.Errorf("%s is hidden", theirs.Name)
			continue
		}
		if got, want := method.Type.String(), theirs.Type.String(); signature(method) != signature(theirs) {
			t.Errorf("%s is %s, want %s", theirs.Name, got, want)
		}
	}
	if framework.NumMethod() < 36 {
		t.Errorf("the framework's server has %d methods only", framework.NumMethod())
	}
}

func signature(m reflect.Method) (s [4]reflect.Type) {
	return [4]reflect.Type{m.Type.In(1), m.Type.In(2), m.Type.Out(0), m.Type.Out(1)}
}

// TestCallsAreForgotten has the garbage collector show that nobody holds the context of a call that has ended. The
// framework's own server never lets go.
func TestCallsAreForgotten(t *testing.T) {
	t.Parallel()
	requests := requests(t)
	ours := reflect.TypeOf(NewServer("test"))
	for i := range ours.NumMethod() {
		name := ours.Method(i).Name
		request, ok := requests[name]
		if !ok {
			// For a type that the provider does not have.
			request = reflect.New(ours.Method(i).Type.In(2).Elem()).Interface()
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewServer("test")
			held := func() weak.Pointer[[1 << 10]byte] {
				load := new([1 << 10]byte)
				ctx := context.WithValue(t.Context(), key{}, load)
				answer := reflect.ValueOf(s).Method(i).Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(request)})
				if err := answer[1].Interface(); err != nil {
					t.Fatal(err)
				}
				drain(answer[0].Elem())
				return weak.Make(load)
			}()
			for deadline := time.Now().Add(5 * time.Second); held.Value() != nil && time.Now().Before(deadline); {
				runtime.GC() // more than once where goroutines of the call are still ending
			}
			if held.Value() != nil {
				t.Error("the context of the call is still held")
			}
			runtime.KeepAlive(s)
		})
	}
}

// drain reads the stream in a response, if it is one.
func drain(response reflect.Value) {
	if seq, ok := streamOf(response); ok {
		for range seq {
		}
	}
}

func streamOf(response reflect.Value) (seq iter.Seq[reflect.Value], ok bool) {
	for i := range response.NumField() {
		if field := response.Field(i); field.Kind() == reflect.Func {
			return field.Seq(), true
		}
	}
	return nil, false
}

// streaming is a server that answers with streams of two, made when they are read as the framework's are.
type streaming struct {
	protocol
	err error
	// ctx is the context of the call, seen what is left of it at each element.
	ctx  context.Context
	seen []string
}

func (s *streaming) ListResource(
	ctx context.Context, _ *tfprotov6.ListResourceRequest,
) (*tfprotov6.ListResourceServerStream, error) {
	return &tfprotov6.ListResourceServerStream{Results: two[tfprotov6.ListResourceResult](ctx, s)}, s.err
}

func (s *streaming) InvokeAction(
	ctx context.Context, _ *tfprotov6.InvokeActionRequest,
) (*tfprotov6.InvokeActionServerStream, error) {
	return &tfprotov6.InvokeActionServerStream{Events: two[tfprotov6.InvokeActionEvent](ctx, s)}, s.err
}

func (s *streaming) ReadStateBytes(
	ctx context.Context, _ *tfprotov6.ReadStateBytesRequest,
) (*tfprotov6.ReadStateBytesStream, error) {
	return &tfprotov6.ReadStateBytesStream{Chunks: two[tfprotov6.ReadStateByteChunk](ctx, s)}, s.err
}

func two[E any](ctx context.Context, s *streaming) iter.Seq[E] {
	s.ctx = ctx
	return func(yield func(E) bool) {
		for range 2 {
			s.seen = append(s.seen, fmt.Sprintf("%v %v", ctx.Value(key{}), ctx.Err()))
			var element E
			if !yield(element) {
				return
			}
		}
	}
}

// TestStreamsKeepTheirContext reads streams whole and in part: their calls have a context until then and no longer.
func TestStreamsKeepTheirContext(t *testing.T) {
	t.Parallel()
	streams := 0
	ours := reflect.TypeOf(server{})
	for i := range ours.NumMethod() {
		method := ours.Method(i)
		if _, ok := streamOf(reflect.New(method.Type.Out(0).Elem()).Elem()); !ok {
			continue
		}
		streams++
		for name, tc := range map[string]struct {
			err  error
			read int
			want []string
		}{
			"whole":     {read: 2, want: []string{"here <nil>", "here <nil>"}},
			"in part":   {read: 1, want: []string{"here <nil>"}},
			"no stream": {err: errors.New("refused")},
		} {
			t.Run(method.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				framework := &streaming{err: tc.err}
				ctx := context.WithValue(t.Context(), key{}, "here")
				answer := reflect.ValueOf(server{framework: framework}).Method(i).Call([]reflect.Value{
					reflect.ValueOf(ctx), reflect.Zero(method.Type.In(2)),
				})
				if err, _ := answer[1].Interface().(error); !errors.Is(err, tc.err) {
					t.Fatal(err)
				}
				if tc.err == nil {
					if framework.ctx.Err() != nil {
						t.Error("the context ended before the stream was read")
					}
					seq, _ := streamOf(answer[0].Elem())
					left := tc.read
					for range seq {
						if left--; left == 0 && tc.read < 2 {
							break
						}
					}
				}
				if !slices.Equal(framework.seen, tc.want) {
					t.Errorf("seen %q, want %q", framework.seen, tc.want)
				}
				if framework.ctx.Err() == nil || framework.ctx.Value(key{}) != nil {
					t.Error("the context is still held")
				}
			})
		}
	}
	if streams != 3 {
		t.Errorf("%d calls answer with a stream, want 3", streams)
	}
}

// requests are requests for objects that the provider has, by method.
func requests(t *testing.T) map[string]any {
	t.Helper()
	schemas, err := NewServer("test").GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	config := func(s *tfprotov6.Schema) *tfprotov6.DynamicValue {
		ty := s.ValueType()
		d, err := tfprotov6.NewDynamicValue(ty, tftypes.NewValue(ty, nil))
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	const resource, dataSource = "pam_sps_user", "pam_privx_role"
	settings := config(schemas.Provider)
	object, data := config(schemas.ResourceSchemas[resource]), config(schemas.DataSourceSchemas[dataSource])
	listed := config(schemas.ListResourceSchemas[resource])
	empty := &tfprotov6.RawState{JSON: []byte(`{}`)}
	return map[string]any{
		"ValidateProviderConfig": &tfprotov6.ValidateProviderConfigRequest{Config: settings},
		"ConfigureProvider":      &tfprotov6.ConfigureProviderRequest{Config: settings},
		"ValidateResourceConfig": &tfprotov6.ValidateResourceConfigRequest{TypeName: resource, Config: object},
		"UpgradeResourceState":   &tfprotov6.UpgradeResourceStateRequest{TypeName: resource, RawState: empty},
		"UpgradeResourceIdentity": &tfprotov6.UpgradeResourceIdentityRequest{
			TypeName: resource, RawIdentity: empty,
		},
		"ReadResource": &tfprotov6.ReadResourceRequest{TypeName: resource, CurrentState: object},
		"PlanResourceChange": &tfprotov6.PlanResourceChangeRequest{
			TypeName: resource, PriorState: object, ProposedNewState: object, Config: object,
		},
		"ApplyResourceChange": &tfprotov6.ApplyResourceChangeRequest{
			TypeName: resource, PriorState: object, PlannedState: object, Config: object,
		},
		"ImportResourceState":        &tfprotov6.ImportResourceStateRequest{TypeName: resource, ID: "x"},
		"ValidateDataResourceConfig": &tfprotov6.ValidateDataResourceConfigRequest{TypeName: dataSource, Config: data},
		"ReadDataSource":             &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: data},
		"ValidateListResourceConfig": &tfprotov6.ValidateListResourceConfigRequest{TypeName: resource, Config: listed},
		"ListResource":               &tfprotov6.ListResourceRequest{TypeName: resource, Config: listed, Limit: 1},
	}
}

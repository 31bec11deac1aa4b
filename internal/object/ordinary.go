package object

import (
	"context"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Collection is the client's side of an ordinary object.
type Collection[T any] interface {
	Create(context.Context, T) (id string, err error)
	Get(ctx context.Context, id string) (T, error)
	Update(ctx context.Context, id string, object T) error
	Delete(ctx context.Context, id string) error
	List(context.Context) ([]T, error)
	Named(ctx context.Context, name string) ([]T, error)
}

// rereader is a collection whose server sets fields by itself, so that what was written is read back.
type rereader[T any] interface {
	Reread(ctx context.Context, id string) (T, error)
}

// Ordinary is how an ordinary object is handled: one object, one id, and the conversions of its model.
type Ordinary[M, T, C any] struct {
	// Of returns the collection of a client.
	Of func(C) Collection[T]
	// Key returns id and name of an object.
	Key func(T) (id, name string)
	// ToAPI returns what is to be written; before is the state, nil on create.
	ToAPI func(m, before *M) T
	// FromAPI fills the model, all but the id. Groups that the model does not have are left out, unless it is to be whole.
	FromAPI func(m *M, object T, whole bool)
	// Notice returns a *Warning of what the server has beside the model and people should know. It may be nil.
	Notice func(m *M, object T) error
	// ID is the attribute id.
	ID func(*M) *types.String
	// Keeps reports whether a list keeps an object, beside its name. It may be nil.
	Keeps func(T, Filter) bool
}

// Calls returns the calls of an ordinary object.
func (o Ordinary[M, T, C]) Calls() Calls[M, C] {
	return Calls[M, C]{Create: o.create, Read: o.read, Update: o.update, Delete: o.delete, List: o.list, Named: o.named}
}

func (o Ordinary[M, T, C]) create(ctx context.Context, client C, plan *M) (string, error) {
	written := o.ToAPI(plan, nil)
	id, err := o.Of(client).Create(ctx, written)
	if id == "" {
		return "", err
	}
	return id, errors.Join(err, o.reread(ctx, client, id, plan, written))
}

// reread fills the plan with what the server made of a write.
func (o Ordinary[M, T, C]) reread(ctx context.Context, client C, id string, plan *M, written T) error {
	again, ok := o.Of(client).(rereader[T])
	if !ok {
		return nil
	}
	object, err := again.Reread(ctx, id)
	if err != nil {
		o.FromAPI(plan, written, false)
		return Unread(err)
	}
	o.FromAPI(plan, object, false)
	return nil
}

func (o Ordinary[M, T, C]) read(ctx context.Context, client C, m *M, whole bool) error {
	object, err := o.Of(client).Get(ctx, o.ID(m).ValueString())
	if err != nil {
		return err
	}
	o.FromAPI(m, object, whole)
	if o.Notice == nil {
		return nil
	}
	return o.Notice(m, object)
}

func (o Ordinary[M, T, C]) update(ctx context.Context, client C, plan, state *M) error {
	id, written := o.ID(plan).ValueString(), o.ToAPI(plan, state)
	if err := o.Of(client).Update(ctx, id, written); err != nil {
		return err
	}
	return o.reread(ctx, client, id, plan, written)
}

func (o Ordinary[M, T, C]) delete(ctx context.Context, client C, state *M) error {
	return o.Of(client).Delete(ctx, o.ID(state).ValueString())
}

func (o Ordinary[M, T, C]) list(ctx context.Context, client C, filter Filter) iter.Seq2[Found[M], error] {
	objects, err := o.Of(client).List(ctx)
	return EachOf(objects, err, func(object T) (Found[M], bool) {
		id, name := o.Key(object)
		fill := func(m *M) { o.FromAPI(m, object, true) }
		return Found[M]{id, name, fill}, o.Keeps == nil || o.Keeps(object, filter)
	})
}

func (o Ordinary[M, T, C]) named(ctx context.Context, client C, name string) ([]string, error) {
	objects, err := o.Of(client).Named(ctx, name)
	ids := make([]string, len(objects))
	for i, object := range objects {
		ids[i], _ = o.Key(object)
	}
	return ids, err
}

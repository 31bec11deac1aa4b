package privxapi

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// ClockSkew is how far the server's clock may be ahead of this one: what is missing there and ends within that time
// counts as ended.
const ClockSkew = 5 * time.Minute

// change is what one caller asks of a document.
type change[T any] struct {
	set   []item[T]
	stays func(key string) bool // of what is not in set
	done  chan error

	looked bool
	found  []item[T] // at the first look
	sent   bool      // a PUT had it
	// kept is how the server keeps what it was sent, where it does so otherwise.
	kept map[string]json.RawMessage
}

// removes reports whether the change takes a part of the document away.
func (c *change[T]) removes(key string) bool {
	_, sets := find(c.set, key)
	return !sets && !c.stays(key)
}

func (c *change[T]) concerns(key string) bool {
	_, sets := find(c.set, key)
	return sets || !c.stays(key)
}

// accepts reports whether the server keeps what it was sent in a way of its own: two looks in a row found the same.
func (c *change[T]) accepts(h item[T]) bool { return c.sent && bytes.Equal(c.kept[h.key], h.raw) }

// edit returns the document as it is to be, and reports whether that differs from what is held.
//
// What is over is neither wanted nor missed. But what the server has in its place and what goes on is taken away: the
// configuration says that it has ended.
func (q *queue[T]) edit(c *change[T], held []item[T]) (next []item[T], changed bool) {
	at := q.now()
	if c.sent {
		at = at.Add(ClockSkew)
	}
	next = make([]item[T], 0, len(held)+len(c.set))
	for _, h := range held {
		want, wanted := find(c.set, h.key)
		switch {
		case !wanted && c.stays(h.key), wanted && (q.holds(h.value, want.value, at, c.sent) || c.accepts(h)):
			next = append(next, h)
		case wanted && !q.over(want.value, at):
			next, changed = append(next, want), true
		default:
			changed = true
		}
	}
	for _, want := range c.set {
		if _, there := find(held, want.key); !there && !q.lapsed(want.value, at) {
			next, changed = append(next, want), true
		}
	}
	return next, changed
}

// look compares what is there with a change, and reports whether anything of it is missing.
func (q *queue[T]) look(c *change[T], held []item[T]) (missing bool) {
	if !c.looked {
		c.looked, c.found = true, held
	}
	if _, missing = q.edit(c, held); missing && c.sent {
		c.kept = map[string]json.RawMessage{}
		for _, h := range held {
			c.kept[h.key] = h.raw
		}
	}
	return missing
}

// ends reports whether something that the change sets ends within the skew of the clocks.
func (q *queue[T]) ends(c *change[T]) bool {
	return slices.ContainsFunc(c.set, func(x item[T]) bool { return q.over(x.value, q.now().Add(ClockSkew)) })
}

// written is what this run made of a document: what it set, and what it took away as it was then.
type written[T any] struct {
	set     map[string]T
	removed map[string]json.RawMessage
}

func newWritten[T any]() written[T] {
	return written[T]{map[string]T{}, map[string]json.RawMessage{}}
}

// note notes a change that was made, as what is held shows.
func (q *queue[T]) note(c *change[T], held []item[T]) {
	w := q.written
	maps.DeleteFunc(w.set, func(key string, _ T) bool { return c.removes(key) })
	for _, x := range c.set {
		_, ours := w.set[x.key]
		delete(w.set, x.key)
		delete(w.removed, x.key)
		if h, there := find(held, x.key); there && (ours || c.sent) && q.holds(h.value, x.value, q.now(), true) {
			w.set[x.key] = x.value
		}
	}
	for _, was := range c.found {
		if c.sent && c.removes(was.key) {
			w.removed[was.key] = was.raw
		}
	}
}

// repair edits the next PUT so that it undoes what others did to what this run wrote, and reports whether there is any.
// What a change under way is about is its own.
func (q *queue[T]) repair(held []item[T]) (repairs bool) {
	at := q.now().Add(ClockSkew)
	asked := func(key string) bool {
		return slices.ContainsFunc(q.batch, func(c *change[T]) bool { return c.concerns(key) })
	}
	back := &change[T]{sent: true, stays: func(string) bool { return true }}
	for _, key := range slices.Sorted(maps.Keys(q.written.set)) {
		if want := q.written.set[key]; !asked(key) && !q.over(want, at) {
			back.set = append(back.set, item[T]{key: key, value: want})
		}
	}
	back.stays = func(key string) bool {
		h, _ := find(held, key)
		raw, removed := q.written.removed[key]
		return !removed || asked(key) || !bytes.Equal(raw, h.raw)
	}
	if _, repairs = q.edit(back, held); repairs {
		q.next, _ = q.edit(back, q.next)
	}
	return repairs
}

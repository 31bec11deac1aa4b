package tfkit

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Spelled are those attributes of an object that have several spellings of the same meaning. Nil has none.
type Spelled struct {
	keep *keepSpelling
	// members are of an object, each is any element of a list or map.
	members map[string]*Spelled
	each    *Spelled
}

// SpelledIn finds the attributes with a spelling by their plan modifiers.
func SpelledIn(attributes map[string]schema.Attribute) *Spelled {
	members := map[string]*Spelled{}
	for name, a := range attributes {
		if s := spelledOf(a); s != nil {
			members[name] = s
		}
	}
	if len(members) == 0 {
		return nil
	}
	return &Spelled{members: members}
}

func spelledOf(a schema.Attribute) *Spelled {
	each := func(nested map[string]schema.Attribute) *Spelled {
		if s := SpelledIn(nested); s != nil {
			return &Spelled{each: s}
		}
		return nil
	}
	switch a := a.(type) {
	case schema.StringAttribute:
		return keptBy(a.PlanModifiers)
	case schema.SetAttribute:
		return keptBy(a.PlanModifiers)
	case schema.SingleNestedAttribute:
		return SpelledIn(a.Attributes)
	case schema.ListNestedAttribute:
		return each(a.NestedObject.Attributes)
	case schema.MapNestedAttribute:
		return each(a.NestedObject.Attributes)
	}
	return nil
}

func keptBy[T any](modifiers []T) *Spelled {
	for _, m := range modifiers {
		if keep, ok := any(m).(keepSpelling); ok && keep.same != nil {
			return &Spelled{keep: &keep}
		}
	}
	return nil
}

// Respell returns a value with what means the same as before in the spelling from before.
func (s *Spelled) Respell(before, now tftypes.Value) tftypes.Value {
	if s == nil || !given(before) || !given(now) {
		return now
	}
	return s.change(now, func(s *Spelled, at place, v tftypes.Value) tftypes.Value {
		old, ok := at.in(before)
		if !ok {
			return v
		}
		if s.keep == nil {
			return s.Respell(old, v)
		}
		return s.keep.respell(old, v)
	})
}

// Clean returns a value as it is sent.
func (s *Spelled) Clean(v tftypes.Value) tftypes.Value {
	if s == nil || !given(v) {
		return v
	}
	return s.change(v, func(s *Spelled, _ place, v tftypes.Value) tftypes.Value {
		switch {
		case s.keep == nil:
			return s.Clean(v)
		case s.keep.clean == nil:
			return v
		}
		return eachText(v, s.keep.clean)
	})
}

func given(v tftypes.Value) bool { return v.IsKnown() && !v.IsNull() }

// place is where a part of a value is: a member or element by its name, or an element by its index.
type place struct {
	name  string
	index int
}

func (p place) in(v tftypes.Value) (tftypes.Value, bool) {
	var byName map[string]tftypes.Value
	if v.As(&byName) == nil {
		part, ok := byName[p.name]
		return part, ok
	}
	var inOrder []tftypes.Value
	if v.As(&inOrder) == nil && p.index < len(inOrder) {
		return inOrder[p.index], true
	}
	return tftypes.Value{}, false
}

// change returns a value with the parts that have spellings replaced.
func (s *Spelled) change(
	v tftypes.Value, replace func(*Spelled, place, tftypes.Value) tftypes.Value,
) tftypes.Value {
	var byName map[string]tftypes.Value
	var inOrder []tftypes.Value
	switch {
	case v.As(&byName) == nil:
		byName = maps.Clone(byName) // As hands out the value's own
		for name, part := range byName {
			of := s.members[name]
			if s.each != nil {
				of = s.each
			}
			if of != nil {
				byName[name] = replace(of, place{name: name}, part)
			}
		}
		return tftypes.NewValue(v.Type(), byName)
	case s.each != nil && v.As(&inOrder) == nil:
		inOrder = slices.Clone(inOrder)
		for i, part := range inOrder {
			inOrder[i] = replace(s.each, place{index: i}, part)
		}
		return tftypes.NewValue(v.Type(), inOrder)
	}
	return v
}

// eachText returns a text, or a set of texts, as a function makes it.
func eachText(v tftypes.Value, of func(string) string) tftypes.Value {
	var text string
	var elements []tftypes.Value
	switch {
	case !given(v):
	case v.As(&text) == nil:
		return tftypes.NewValue(tftypes.String, of(text))
	case v.As(&elements) == nil:
		seen := map[string]bool{}
		out := make([]tftypes.Value, 0, len(elements))
		for _, e := range elements {
			if given(e) && e.As(&text) == nil {
				if text = of(text); seen[text] {
					continue
				}
				seen[text] = true
				e = tftypes.NewValue(tftypes.String, text)
			}
			out = append(out, e)
		}
		return tftypes.NewValue(v.Type(), out)
	}
	return v
}

// respell returns a text, or a set of texts, in the spelling from before. Of a set, that is all of it, so that one
// element in two spellings stays, or else each element.
func (k *keepSpelling) respell(before, now tftypes.Value) tftypes.Value {
	spellings := map[string]string{}
	meanings := func(v tftypes.Value, note bool) []string {
		var all []string
		eachText(v, func(s string) string {
			same := k.same(s)
			if note {
				spellings[same] = s
			}
			all = append(all, same)
			return s
		})
		slices.Sort(all)
		return slices.Compact(all)
	}
	if slices.Equal(meanings(before, true), meanings(now, false)) && given(before) && given(now) {
		return before
	}
	return eachText(now, func(s string) string {
		if old, ok := spellings[k.same(s)]; ok {
			return old
		}
		return s
	})
}

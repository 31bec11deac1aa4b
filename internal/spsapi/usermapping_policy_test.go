package spsapi

import (
	"reflect"
	"testing"
)

// TestArrange writes mappings over those that a server has.
func TestArrange(t *testing.T) {
	t.Parallel()
	root, test := Mapping{"root", []string{"admins"}}, Mapping{"test", []string{}}
	ops := Mapping{"root", []string{"ops"}}
	for name, c := range map[string]struct{ held, wanted, want []Mapping }{
		"new":          {nil, []Mapping{test, root}, []Mapping{test, root}},
		"the same":     {[]Mapping{test, root}, []Mapping{root, test}, []Mapping{test, root}},
		"one more":     {[]Mapping{test}, []Mapping{root, test}, []Mapping{test, root}},
		"one less":     {[]Mapping{test, root}, []Mapping{root}, []Mapping{root}},
		"other groups": {[]Mapping{root, test}, []Mapping{test, ops}, []Mapping{ops, test}},
		"in two rows": {
			[]Mapping{root, test, ops}, []Mapping{test, {"root", []string{"ops", "admins"}}}, []Mapping{root, test, ops},
		},
		"of two rows":   {[]Mapping{root, test, ops}, []Mapping{test, ops}, []Mapping{ops, test}},
		"to everyone":   {[]Mapping{root, ops}, []Mapping{{"root", nil}}, []Mapping{{"root", []string{}}}},
		"from everyone": {[]Mapping{{"root", []string{}}, ops}, []Mapping{ops}, []Mapping{ops}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := arrange(UsermappingPolicy{Mappings: c.wanted}, UsermappingPolicy{Mappings: c.held})
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// TestByUser reads rows of one remote user as one; a row without groups is for everyone.
func TestByUser(t *testing.T) {
	t.Parallel()
	p := UsermappingPolicy{Mappings: []Mapping{
		{"root", []string{"a", "b"}}, {"db", []string{"a"}}, {"root", []string{"b", "c"}}, {"db", nil}, {"db", []string{"c"}},
	}}
	want := map[string][]string{"root": {"a", "b", "c"}, "db": nil}
	if got := p.ByUser(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

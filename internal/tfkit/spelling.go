package tfkit

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Spelling brings a text into the one form in which texts of the same meaning are equal.
type Spelling func(string) string

// byteOrderMark is what some programs write in front of a file.
const byteOrderMark = "\ufeff"

// WithoutBOM returns a text without the byte order marks in front, and the white space between and before them.
func WithoutBOM(s string) string {
	rest := strings.TrimLeft(s, asciiSpace+byteOrderMark)
	if strings.Contains(s[:len(s)-len(rest)], byteOrderMark) {
		return rest
	}
	return s
}

// Instant is the spelling of RFC 3339 times: the same moment in another zone is the same, and fractions of a second,
// which servers drop, do not count.
func Instant(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.UTC().Format(time.RFC3339)
}

// Network is the spelling of addresses and CIDRs: host bits do not count, and a network of one address is that address.
func Network(s string) string {
	if prefix, err := netip.ParsePrefix(s); err == nil {
		if prefix.Addr().Is4In6() && prefix.Bits() >= 96 {
			prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
		}
		prefix = prefix.Masked()
		if prefix.IsSingleIP() {
			return prefix.Addr().String()
		}
		return prefix.String()
	}
	if address, err := netip.ParseAddr(s); err == nil {
		return address.Unmap().String()
	}
	return s
}

// Keep returns the old value if the new one means the same, so that the configuration's spelling stays in state.
func (same Spelling) Keep(old types.String, value string) types.String {
	if !old.IsNull() && !old.IsUnknown() && same(old.ValueString()) == same(value) {
		return old
	}
	return types.StringValue(value)
}

// KeepSet is Keep for a set as a whole.
func (same Spelling) KeepSet(old StringSet, values []string) StringSet {
	if !old.IsUnknown() && slices.Equal(same.all(old.Strings()), same.all(values)) && !old.IsNull() {
		return old
	}
	return NewStringSet(values)
}

func (same Spelling) all(values []string) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, same(v))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Length is the spelling of durations: 24h and 1440m are the same.
func Length(s string) string {
	d, err := time.ParseDuration(s)
	if err != nil {
		return s
	}
	return d.String()
}

// JSON is the spelling of JSON objects: white space, the order of keys, the notation of numbers and top-level nulls do
// not count.
func JSON(s string) string {
	s = WithoutBOM(s)
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var object map[string]any
	if d.Decode(&object) != nil {
		return s
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return s // more than one object
	}
	maps.DeleteFunc(object, func(_ string, v any) bool { return v == nil })
	out, err := json.Marshal(plainNumbers(object))
	if err != nil {
		return s
	}
	return string(out)
}

// plainNumbers writes every number in the same notation, however large or exact it is.
func plainNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = plainNumbers(e)
		}
	case []any:
		for i, e := range v {
			v[i] = plainNumbers(e)
		}
	case json.Number:
		return "\x00number " + number(v.String()) // the mark keeps it apart from a text of the same digits
	}
	return v
}

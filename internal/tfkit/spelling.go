package tfkit

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"maps"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Spelling brings a text into the one form in which texts of the same meaning are equal.
type Spelling func(string) string

// Instant is the spelling of RFC 3339 times: the same moment in another zone is the same.
func Instant(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.UTC().Format(time.RFC3339Nano)
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

// keepSpelling plans no change from one spelling to another of the same meaning.
type keepSpelling struct{ same Spelling }

// KeepText is the plan modifier of a text with several spellings.
func KeepText(same Spelling) planmodifier.String { return keepSpelling{same} }

// KeepTexts is the plan modifier of a set of such texts.
func KeepTexts(same Spelling) planmodifier.Set { return keepSpelling{same} }

func (keepSpelling) Description(context.Context) string {
	return "Another spelling of the same is no change."
}

func (k keepSpelling) MarkdownDescription(c context.Context) string { return k.Description(c) }

func (k keepSpelling) PlanModifyString(
	_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	if !req.ConfigValue.IsNull() && known(req.PlanValue) && known(req.StateValue) {
		resp.PlanValue = k.same.Keep(req.StateValue, req.PlanValue.ValueString())
	}
}

func (k keepSpelling) PlanModifySet(_ context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if !req.ConfigValue.IsNull() && known(req.PlanValue) && known(req.StateValue) {
		kept := k.same.KeepSet(StringSet{req.StateValue}, StringSet{req.PlanValue}.Strings())
		resp.PlanValue = kept.SetValue
	}
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
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var object map[string]any
	if d.Decode(&object) != nil {
		return s
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
		// 512 bits are 154 digits. The mark keeps a number apart from a text of the same digits.
		if f, _, err := big.ParseFloat(v.String(), 10, 512, big.ToNearestEven); err == nil {
			return "\x00number " + f.Text('g', -1)
		}
	}
	return v
}

// Certificate is the spelling of PEM certificates: line breaks and what stands around the block do not count.
func Certificate(s string) string {
	block, _ := pem.Decode([]byte(s))
	if block == nil {
		return s
	}
	return string(block.Bytes)
}

// XML is the spelling of XML documents: line ends and white space around the document do not count.
func XML(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

package tfkit

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Show returns a value as a configuration has it, for messages. Sets are sorted, so that equal values look alike.
func Show(v tftypes.Value) string {
	var (
		text   string
		flag   bool
		number big.Float
		list   []tftypes.Value
		object map[string]tftypes.Value
	)
	switch {
	case v.IsNull():
		return "null"
	case !v.IsKnown():
		return "(known after apply)"
	case v.As(&text) == nil:
		return strconv.Quote(text)
	case v.As(&flag) == nil:
		return strconv.FormatBool(flag)
	case v.As(&number) == nil:
		return number.Text('f', -1)
	case v.As(&list) == nil:
		shown := make([]string, len(list))
		for i, e := range list {
			shown[i] = Show(e)
		}
		if v.Type().Is(tftypes.Set{}) {
			slices.Sort(shown)
		}
		return "[" + strings.Join(shown, ", ") + "]"
	case v.As(&object) == nil:
		var shown []string
		for name, e := range object {
			shown = append(shown, fmt.Sprintf("%s = %s", name, Show(e)))
		}
		slices.Sort(shown)
		return "{" + strings.Join(shown, ", ") + "}"
	}
	return "a value"
}

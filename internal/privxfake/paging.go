package privxfake

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const defaultLimit = 50

// paging is what a list that pages allows (api/privx.md §2.1); the first sort key is the default.
type paging struct {
	maxLimit int
	sortKeys []string
}

// page returns one page of the sorted items; limits beyond the maximum, keys that are not documented and lower case
// directions are refused, because some of the vendor's backends do.
func (p paging) page(c *call, items []map[string]any) answer {
	offset, err := c.number("offset", 0)
	if err != nil || offset < 0 {
		return refuse(http.StatusBadRequest, "VALUE_OUT_OF_BOUNDS", "offset must be 0 or more", "offset")
	}
	limit, err := c.number("limit", defaultLimit)
	if err != nil || limit < 1 || limit > p.maxLimit {
		return refuse(http.StatusBadRequest, "VALUE_OUT_OF_BOUNDS",
			fmt.Sprintf("limit must be from 1 to %d", p.maxLimit), "limit")
	}
	key := cmp.Or(c.query.Get("sortkey"), p.sortKeys[0])
	if !slices.Contains(p.sortKeys, key) {
		return refuse(http.StatusBadRequest, "VALUE_INCORRECT_FORMAT",
			"sortkey must be one of "+strings.Join(p.sortKeys, ", "), "sortkey")
	}
	direction := cmp.Or(c.query.Get("sortdir"), "ASC")
	if direction != "ASC" && direction != "DESC" {
		return refuse(http.StatusBadRequest, "VALUE_INCORRECT_FORMAT", "sortdir must be ASC or DESC", "sortdir")
	}
	slices.SortStableFunc(items, func(a, b map[string]any) int {
		order := strings.Compare(fmt.Sprint(a[key]), fmt.Sprint(b[key]))
		if direction == "DESC" {
			return -order
		}
		return order
	})
	total := len(items)
	first := min(offset, total)
	return list(total, items[first:min(first+limit, total)])
}

func (c *call) number(name string, byDefault int) (int, error) {
	if !c.query.Has(name) {
		return byDefault, nil
	}
	return strconv.Atoi(c.query.Get(name))
}

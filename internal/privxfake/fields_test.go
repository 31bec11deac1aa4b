package privxfake

import (
	"slices"
	"strings"
	"testing"
)

// TestTables looks at what table relies on: each field has one row, behind that of the object it lies in.
func TestTables(t *testing.T) {
	t.Parallel()
	for collection := range tables {
		var paths []string
		for _, f := range Fields(collection) {
			parent, _, nested := strings.Cut(f.Path, ".")
			if nested && !slices.Contains(paths, parent) {
				t.Errorf("%s: %s is before %s", collection, f.Path, parent)
			}
			if slices.Contains(paths, f.Path) {
				t.Errorf("%s: %s has two rows", collection, f.Path)
			}
			if f.derived && !f.ServerSet {
				t.Errorf("%s: clients can write %s, which is not stored", collection, f.Path)
			}
			paths = append(paths, f.Path)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("there are fields of nothing")
		}
	}()
	Fields("nothing")
}

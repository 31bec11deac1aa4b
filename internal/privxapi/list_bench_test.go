package privxapi

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// BenchmarkListPage takes a full page of the vendor's sample sources apart, as far as a refresh does.
func BenchmarkListPage(b *testing.B) {
	sample, err := os.ReadFile("../privxfake/testdata/source_response.json")
	if err != nil {
		b.Fatal(err)
	}
	items := make([]json.RawMessage, pageSize)
	for i := range items {
		items[i] = sample
	}
	page, err := json.Marshal(map[string]any{"count": pageSize, "items": items})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		found, _, err := decodePage(&rest.Response{StatusCode: 200, Body: page})
		if err != nil || len(found) != pageSize {
			b.Fatal(len(found), err)
		}
		for _, raw := range found {
			if idOf(raw) == "" {
				b.Fatal("no id")
			}
			if _, err := decodeSource(raw); err != nil {
				b.Fatal(err)
			}
		}
	}
}

package spsapi

import (
	"encoding/json"
	"os"
	"testing"
)

// BenchmarkList takes a list of 1,000 usergroups with bodies apart, as far as a refresh does.
func BenchmarkList(b *testing.B) {
	const n = 1000
	content, err := os.ReadFile("../spsfake/testdata/group_get.json")
	if err != nil {
		b.Fatal(err)
	}
	var sample envelope
	if err := json.Unmarshal(content, &sample); err != nil || !sample.hasBody() {
		b.Fatalf("the sample has no body: %v", err)
	}
	items := make([]map[string]any, n)
	for i := range items {
		items[i] = map[string]any{"key": sample.Key, "body": sample.Body}
	}
	list, err := json.Marshal(map[string]any{"items": items})
	if err != nil {
		b.Fatal(err)
	}
	decode := usergroups.decode
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	for b.Loop() {
		found, err := decodeList(list)
		if err != nil || len(found) != n {
			b.Fatal(len(found), err)
		}
		for _, item := range found {
			if _, err := decode(item.Key, item.Body); err != nil {
				b.Fatal(err)
			}
		}
	}
}

package spsapi

import (
	"encoding/json"
	"errors"
)

// envelope is what SPS wraps every answer in (api/sps.md §3).
type envelope struct {
	Key  string          `json:"key"`
	Body json.RawMessage `json:"body"`
	Meta struct {
		Href   string `json:"href"`
		Parent string `json:"parent"`
	} `json:"meta"`
}

// hasBody is false for the items of lists that hold keys only.
func (e *envelope) hasBody() bool { return len(e.Body) > 0 && string(e.Body) != "null" }

func decodeList(body []byte) ([]envelope, error) {
	var list map[string]json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	raw, ok := list["items"]
	if !ok {
		return nil, errors.New("it is no list of SPS's: it has no items")
	}
	var items []envelope
	err := json.Unmarshal(raw, &items)
	return items, err
}

func keysOf(items []envelope) []string {
	keys := make([]string, 0, len(items))
	for _, item := range items {
		keys = append(keys, item.Key)
	}
	return keys
}

package spsapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// ref is a reference to another object: its key. It is read expanded or bare; none is null.
type ref string

// MarshalJSON implements json.Marshaler.
func (r ref) MarshalJSON() ([]byte, error) { return json.Marshal(nullIfEmpty(string(r))) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *ref) UnmarshalJSON(encoded []byte) error {
	var v any
	if err := json.Unmarshal(encoded, &v); err != nil {
		return err
	}
	key, err := refOf(v)
	*r = ref(key)
	return err
}

func refOf(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case document:
		if key, ok := v["key"].(string); ok {
			return key, nil
		}
	}
	return "", errors.New("a reference is neither a key nor an object that holds one")
}

// heldRef is the reference in an object as it was read; what is none counts as none.
func heldRef(doc document, key string) string {
	r, err := refOf(doc[key])
	if err != nil {
		return ""
	}
	return r
}

func toRefs(keys []string) []ref {
	refs := make([]ref, 0, len(keys)) // never null: SPS wants empty lists
	for _, k := range keys {
		refs = append(refs, ref(k))
	}
	return refs
}

func fromRefs(refs []ref) []string {
	keys := make([]string, 0, len(refs))
	for _, r := range refs {
		keys = append(keys, string(r))
	}
	return keys
}

// nullable is a text whose absence is null.
type nullable string

// MarshalJSON implements json.Marshaler.
func (n nullable) MarshalJSON() ([]byte, error) { return json.Marshal(nullIfEmpty(string(n))) }

func nullIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// loose is a text that may come as a number, such as a version.
type loose string

// UnmarshalJSON implements json.Unmarshaler.
func (l *loose) UnmarshalJSON(encoded []byte) error {
	var text string
	if err := json.Unmarshal(encoded, &text); err == nil {
		*l = loose(text)
		return nil
	}
	var number json.Number
	err := json.Unmarshal(encoded, &number)
	*l = loose(number)
	return err
}

// whole is a whole number that may come with a fraction of zero: the vendor's page calls some integer and some number.
type whole int64

// UnmarshalJSON implements json.Unmarshaler.
func (w *whole) UnmarshalJSON(encoded []byte) error {
	text := string(encoded)
	if text == "null" {
		return nil
	}
	if head, fraction, ok := strings.Cut(text, "."); ok && strings.Trim(fraction, "0") == "" {
		text = head
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not a whole number", encoded)
	}
	*w = whole(n)
	return nil
}

// wireHost is the union by which SPS names a host.
type wireHost struct {
	Selection string `json:"selection"`
	Value     string `json:"value"`
}

func toHost(address string) wireHost {
	if _, err := netip.ParseAddr(address); err == nil {
		return wireHost{"ip", address}
	}
	return wireHost{"fqdn", address}
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Secret is a reference to a password object. SPS never tells the plain text.
type Secret struct {
	// Key is the password object that the server has; empty means none on read, and that it stays as it is on write.
	Key string
	// New is plain text to set. Nil keeps what the server has.
	New *string
	// Clear takes the reference away.
	Clear bool
}

// keeper gives the reference to send for a secret, given the one that the server has. A new secret makes a new object.
type keeper func(s Secret, held string) (ref, error)

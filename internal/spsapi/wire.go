package spsapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Ref is the key of another object. It is read expanded or bare and written bare; none is null.
type Ref string

// MarshalJSON implements json.Marshaler.
func (r Ref) MarshalJSON() ([]byte, error) { return json.Marshal(nullIfEmpty(string(r))) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *Ref) UnmarshalJSON(encoded []byte) error {
	var v any
	if err := json.Unmarshal(encoded, &v); err != nil {
		return err
	}
	key, err := refOf(v)
	*r = Ref(key)
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

// heldRef returns the reference that an object of the server has, empty if it has none.
func heldRef(doc document, key string) string {
	r, err := refOf(doc[key])
	if err != nil {
		return ""
	}
	return r
}

// Refs are the keys of other objects.
type Refs []string

// MarshalJSON implements json.Marshaler.
func (r Refs) MarshalJSON() ([]byte, error) { return json.Marshal(orEmpty([]string(r))) }

// UnmarshalJSON implements json.Unmarshaler.
func (r *Refs) UnmarshalJSON(encoded []byte) error {
	var refs []Ref
	err := json.Unmarshal(encoded, &refs)
	*r = make(Refs, len(refs))
	for i, ref := range refs {
		(*r)[i] = string(ref)
	}
	return err
}

// Nullable is a text whose absence is null.
type Nullable string

// MarshalJSON implements json.Marshaler.
func (n Nullable) MarshalJSON() ([]byte, error) { return json.Marshal(nullIfEmpty(string(n))) }

func nullIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Version is a version, which may be read as a number.
type Version string

// UnmarshalJSON implements json.Unmarshaler.
func (v *Version) UnmarshalJSON(encoded []byte) error {
	var text string
	if err := json.Unmarshal(encoded, &text); err == nil {
		*v = Version(text)
		return nil
	}
	var number json.Number
	err := json.Unmarshal(encoded, &number)
	*v = Version(number)
	return err
}

// Whole is a whole number, which may be read with a fraction of zero:
// the vendor's page calls some integer and some number.
type Whole int64

// UnmarshalJSON implements json.Unmarshaler.
func (w *Whole) UnmarshalJSON(encoded []byte) error {
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
	*w = Whole(n)
	return nil
}

// Address is an IP address or a host name. On the wire it is a union of the two.
type Address string

// Is reports whether both are the same host: SPS may write names in another case and IPv6 in another spelling.
func (a Address) Is(other Address) bool {
	one, notOne := netip.ParseAddr(string(a))
	two, notTwo := netip.ParseAddr(string(other))
	if notOne == nil && notTwo == nil {
		return one.Unmap() == two.Unmap()
	}
	return strings.EqualFold(string(a), string(other))
}

type wireAddress struct {
	Selection string `json:"selection"`
	Value     string `json:"value"`
}

// MarshalJSON implements json.Marshaler.
func (a Address) MarshalJSON() ([]byte, error) {
	union := wireAddress{"fqdn", string(a)}
	if _, err := netip.ParseAddr(string(a)); err == nil {
		union.Selection = "ip"
	}
	return json.Marshal(union)
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *Address) UnmarshalJSON(encoded []byte) error {
	var union wireAddress
	err := json.Unmarshal(encoded, &union)
	*a = Address(union.Value)
	return err
}

// Secret is a reference to a password object. SPS never returns the plain text.
type Secret struct {
	// Key is the password object that the server has; empty means none on read, and that it stays as it is on write.
	Key string
	// New is plain text to set. Nil keeps what the server has.
	New *string
	// Clear takes the reference away.
	Clear bool
}

// MarshalJSON implements json.Marshaler: only the reference is written, never the plain text.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(Ref(s.Key)) }

// UnmarshalJSON implements json.Unmarshaler.
func (s *Secret) UnmarshalJSON(encoded []byte) error {
	var key Ref
	err := json.Unmarshal(encoded, &key)
	*s = Secret{Key: string(key)}
	return err
}

// keeper returns the secret to send in place of one that a caller set, given the key of the one that the server has.
// For a new plain text it makes a password object.
type keeper func(s Secret, held string) (Secret, error)

// orEmpty returns the list, never nil: SPS takes an empty list and no null.
func orEmpty[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

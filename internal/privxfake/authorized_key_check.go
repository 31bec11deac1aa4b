package privxfake

import (
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// The validity that a key has by default, and at most from now on (api/privx.md §5).
const (
	validSince  = time.Hour
	maxValidity = 730 * 24 * time.Hour
)

// AuthorizedKeyFields is the table of an authorized key's fields, in the order of the vendor's page (seed 002).
func AuthorizedKeyFields() []Field { return slices.Clone(authorizedKeyFields) }

var authorizedKeyFields = []Field{
	{Path: "id", Kind: kindString, ServerSet: true},
	{Path: "username", Kind: kindString, ServerSet: true},
	{Path: "user_id", Kind: kindString, ServerSet: true},
	{Path: "source", Kind: kindString, ServerSet: true},
	{Path: "name", Kind: kindString},
	{Path: "comment", Kind: kindString},
	{Path: "public_key", Kind: kindString},
	{Path: "not_before", Kind: kindString},
	{Path: "not_after", Kind: kindString},
	{Path: "expires_in", Kind: kindInt, WriteOnly: true},
	{Path: "source_address", Kind: kindStrings},
	{Path: "fingerprints", Kind: kindStrings, ServerSet: true},
	{Path: "created", Kind: kindString, ServerSet: true},
	{Path: "updated", Kind: kindString, ServerSet: true},
	{Path: "author", Kind: kindString, ServerSet: true},
	{Path: "updated_by", Kind: kindString, ServerSet: true},
}

// canonicalAuthorizedKey is the form in which a key is stored: a bare blob, times and addresses in the server's
// spelling, always with a validity. What is computed is not stored.
func (s *Server) canonicalAuthorizedKey(doc map[string]any) {
	for _, derived := range []string{"username", "source", "fingerprints", "expires_in"} {
		delete(doc, derived)
	}
	fill(doc, map[string]any{"name": "", "comment": "", "user_id": ""})
	text, _ := doc["public_key"].(string)
	if key, err := parsePublicKey(text); err == nil {
		doc["public_key"] = blob(key)
	}
	for property, byDefault := range map[string]time.Duration{"not_before": -validSince, "not_after": maxValidity} {
		if doc[property] == nil || doc[property] == "" {
			doc[property] = spell(s.clock().Add(byDefault))
		}
		doc[property] = respell(doc[property])
	}
	doc["source_address"] = canonicalAddresses(doc["source_address"])
}

// canonicalAddresses are sorted, each once: null when there are none.
func canonicalAddresses(value any) any {
	var addresses []string
	for _, text := range texts(value) {
		if canonical, err := canonicalAddress(text); err == nil {
			text = canonical
		}
		addresses = append(addresses, text)
	}
	if len(addresses) == 0 {
		return nil
	}
	slices.Sort(addresses)
	array := []any{}
	for _, address := range slices.Compact(addresses) {
		array = append(array, address)
	}
	return array
}

// canonicalAddress of a network is without the bits of the host.
func canonicalAddress(text string) (string, error) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.Masked().String(), nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil || address.Zone() != "" {
		return "", fmt.Errorf("%q is neither an address nor a network", text)
	}
	return address.String(), nil
}

// checkKey reads a key that a client wrote, new or in place of the one with this id.
func (s *Server) checkKey(c *call, id string) (doc map[string]any, problems []problem) {
	doc, wrong := c.object()
	if wrong != nil {
		return nil, []problem{*wrong}
	}
	if problems := wrongTypes(authorizedKeyFields, doc); problems != nil {
		return nil, problems
	}
	if doc["name"] == nil || doc["name"] == "" {
		problems = append(problems, problem{
			Code: "REQUIRED_VALUE_MISSING", Message: "name is required", Property: "name",
		})
	}
	problems = append(problems, s.checkPublicKey(doc, id)...)
	problems = append(problems, s.checkValidity(doc)...)
	for _, text := range texts(doc["source_address"]) {
		if _, err := canonicalAddress(text); err != nil {
			problems = append(problems, problem{
				Code: "VALUE_INCORRECT_FORMAT", Message: err.Error(), Property: "source_address",
			})
		}
	}
	return doc, problems
}

// checkPublicKey: a key may be in PrivX only once, whoever's it is.
func (s *Server) checkPublicKey(doc map[string]any, id string) []problem {
	wrong := func(code, message string) []problem {
		return []problem{{Code: code, Message: message, Property: "public_key"}}
	}
	text, _ := doc["public_key"].(string)
	if text == "" {
		return wrong("REQUIRED_VALUE_MISSING", "public_key is required")
	}
	key, err := parsePublicKey(text)
	if err != nil {
		return wrong("VALUE_INCORRECT_FORMAT", err.Error())
	}
	for other, o := range s.collections["authorized_keys"].objects {
		if other != id && o.doc["public_key"] == blob(key) {
			return wrong("VALUE_DUPLICATE", "Duplicate public key")
		}
	}
	return nil
}

// checkValidity looks at expires_in, which it turns into not_after, only if both dates are empty; one date that is
// empty has its default.
func (s *Server) checkValidity(doc map[string]any) []problem {
	wrong := func(code, message, property string) []problem {
		return []problem{{Code: code, Message: message, Property: property}}
	}
	now := s.clock()
	dates := map[string]time.Time{"not_before": now.Add(-validSince), "not_after": now.Add(maxValidity)}
	dated := false
	for property := range dates {
		if doc[property] == nil || doc[property] == "" {
			continue
		}
		at, isTime := instant(doc[property])
		if !isTime {
			return wrong("VALUE_INCORRECT_FORMAT", property+" must be RFC 3339", property)
		}
		dates[property], dated = at, true
	}
	seconds, _ := integer(doc["expires_in"])
	switch {
	case dated || seconds == 0:
	case seconds < 0:
		return wrong("VALUE_OUT_OF_BOUNDS", "expires_in must not be negative", "expires_in")
	default:
		seconds = min(seconds, int64(2*maxValidity/time.Second)) // too long, but not beyond time.Duration
		dates["not_after"] = now.Add(time.Duration(seconds) * time.Second)
		doc["not_after"] = spell(dates["not_after"])
	}
	if !dates["not_after"].After(dates["not_before"]) {
		return wrong("VALUE_OUT_OF_BOUNDS", "not_after must be after not_before", "not_after")
	}
	if dates["not_after"].After(now.Add(maxValidity)) {
		return wrong("VALUE_OUT_OF_BOUNDS", "a key may be valid for at most 730 days", "not_after")
	}
	return nil
}

package privxfake

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"time"
)

// The validity that a key has by default, and at most from now on (api/privx.md §5).
const (
	validSince  = time.Hour
	maxValidity = 730 * 24 * time.Hour
)

// authorizedKeyFields are those of the vendor's page (seed 002).
var authorizedKeyFields = slices.Concat(stampFields, table{
	{Path: "username", Kind: kindString, ServerSet: true, derived: true},
	{Path: "user_id", Kind: kindString, ServerSet: true, byDefault: ""},
	{Path: "source", Kind: kindString, ServerSet: true, derived: true},
	{Path: "name", Kind: kindString, Required: true},
	{Path: "comment", Kind: kindString},
	{Path: "public_key", Kind: kindString, Required: true},
	{Path: "not_before", Kind: kindString},
	{Path: "not_after", Kind: kindString},
	{Path: "expires_in", Kind: kindInt, WriteOnly: true, least: math.MinInt64}, // see checkValidity
	{Path: "source_address", Kind: kindStrings},
	{Path: "fingerprints", Kind: kindStrings, ServerSet: true, derived: true},
})

// canonicalAuthorizedKey brings a key into the form in which it is stored: a bare blob, times and addresses in the
// server's spelling, always with a validity.
func (s *Server) canonicalAuthorizedKey(doc map[string]any) {
	text, _ := doc["public_key"].(string)
	if key, err := parsePublicKey(text); err == nil {
		doc["public_key"] = blob(key)
	}
	for property, byDefault := range map[string]time.Duration{"not_before": -validSince, "not_after": maxValidity} {
		if doc[property] == "" {
			doc[property] = spell(s.clock().Add(byDefault))
		}
		doc[property] = respell(doc[property])
		s.dropFractions(doc, property)
	}
	doc["source_address"] = canonicalAddresses(doc["source_address"])
}

// canonicalAddresses returns addresses sorted, each once; null when there are none.
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

// canonicalAddress returns an address in its shortest spelling, a network without the bits of the host.
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

// checkKey returns what is wrong with a key beyond what the table says.
func (s *Server) checkKey(doc map[string]any, old, owner *object) []problem {
	problems := append(s.checkPublicKey(doc, old), s.checkValidity(doc)...)
	for _, text := range texts(doc["source_address"]) {
		if _, err := canonicalAddress(text); err != nil {
			problems = append(problems, problem{
				Code: "VALUE_INCORRECT_FORMAT", Message: err.Error(), Property: "source_address",
			})
		}
	}
	if old == nil && owner.doc["source_type"] == "OIDC" {
		problems = append(problems, problem{
			Code: "INVALID_REQUEST_DATA", Message: "A user of an OIDC directory cannot have keys", Property: "user_id",
		})
	}
	return problems
}

// checkPublicKey returns what is wrong with a public key, which may be in PrivX only once, whoever owns it.
func (s *Server) checkPublicKey(doc map[string]any, old *object) []problem {
	text, _ := doc["public_key"].(string)
	if text == "" {
		return nil // the table says that it is missing
	}
	key, err := parsePublicKey(text)
	if err != nil {
		return []problem{{Code: "VALUE_INCORRECT_FORMAT", Message: err.Error(), Property: "public_key"}}
	}
	for _, o := range s.collections["authorized_keys"].objects {
		if o != old && o.doc["public_key"] == blob(key) {
			return []problem{duplicate("public_key")}
		}
	}
	return nil
}

// checkValidity returns what is wrong with the dates. It looks at expires_in, which it turns into not_after, only if
// both are empty; one date that is empty has its default.
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

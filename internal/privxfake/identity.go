package privxfake

import (
	"encoding/binary"
	"encoding/hex"
	"time"
)

// administrator is who acts when no API client does; PrivX writes a user's name where its pages promise a UUID
// (api/privx.md §2.1).
const administrator = "Superuser"

// newID returns what looks like a UUID but is none of RFC 4122: version and variant are never valid, as PrivX's own ids
// need not be (api/privx.md §2.1).
func (s *Server) newID() string {
	raw := make([]byte, 16)
	binary.BigEndian.PutUint64(raw, s.random.Uint64())
	binary.BigEndian.PutUint64(raw[8:], s.random.Uint64())
	raw[6] = raw[6]&0x0f | 0x90 // version 9
	raw[8] &= 0x7f              // variant 0
	text := hex.EncodeToString(raw)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// SetClock sets the time by which keys and grants are valid and documents are stamped; tokens live by the real time.
// The clock must not call the server.
func (s *Server) SetClock(clock func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = clock
}

func (s *Server) now() string { return spell(s.clock()) }

// spell returns a time as the server writes it: in UTC with up to nine digits of fraction, trailing zeros dropped
// (api/privx.md §2.1).
func spell(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// respell returns a time in the spelling of the server, and anything else as it is.
func respell(value any) any {
	if at, isTime := instant(value); isTime {
		return spell(at)
	}
	return value
}

// dropFractions drops the fractions of times, on a server that does so.
func (s *Server) dropFractions(doc map[string]any, properties ...string) {
	for _, property := range properties {
		if at, isTime := instant(doc[property]); isTime && s.options.WholeSeconds {
			doc[property] = spell(at.Truncate(time.Second))
		}
	}
}

func instant(value any) (time.Time, bool) {
	text, _ := value.(string)
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil
}

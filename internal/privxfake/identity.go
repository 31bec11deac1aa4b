package privxfake

import (
	"encoding/binary"
	"encoding/hex"
	"time"
)

// administrator is who acts when no API client does; PrivX writes a user's name where its pages promise a UUID
// (api/privx.md §2.1).
const administrator = "Superuser"

// newID has the look of a UUID but is none of RFC 4122: version and variant are never valid, as PrivX's own ids need
// not be (api/privx.md §2.1).
func (s *Server) newID() string {
	raw := make([]byte, 16)
	binary.BigEndian.PutUint64(raw, s.random.Uint64())
	binary.BigEndian.PutUint64(raw[8:], s.random.Uint64())
	raw[6] = raw[6]&0x0f | 0x90 // version 9
	raw[8] &= 0x7f              // variant 0
	text := hex.EncodeToString(raw)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// now is in UTC with up to nine digits of fraction, trailing zeros dropped (api/privx.md §2.1).
func now() string { return time.Now().UTC().Format(time.RFC3339Nano) }

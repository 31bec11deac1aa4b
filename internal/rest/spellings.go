package rest

import (
	"html"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// layers is how many encodings may lie over each other, such as percent encoding over JSON in JSON.
const layers = 3

// reading is one way to read a place of a text: the n bytes there stand for value.
type reading struct {
	value string
	n     int
}

// introduces reports whether a byte may begin the spelling of another character.
func introduces(b byte) bool { return b == '\\' || b == '%' || b == '&' || b == '+' }

// readings returns the ways to read text[at:], encoded up to deep times by JSON, Go, XML, HTML or a query. They are
// alternatives, and the first is the byte as it stands: what looks like an escape may be part of a password.
func readings(text string, at, deep int) []reading {
	if deep == 0 || !introduces(text[at]) {
		return []reading{{text[at : at+1], 1}}
	}
	all := readings(text, at, deep-1)
	for _, head := range all {
		if len(head.value) != 1 || !introduces(head.value[0]) {
			continue
		}
		c := cursor{text: text, at: at + head.n, deep: deep - 1}
		for _, value := range c.decode(head.value[0]) {
			if r := (reading{value, c.at - at}); !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

// subject is a text that is searched. It keeps the last readings, because each place is looked at for several needles.
type subject struct {
	text string
	kept []kept
	// steps are left to do. A text that repeats the beginning of a secret a million times is masked as a whole.
	steps int
}

func newSubject(text string) *subject { return &subject{text: text, steps: 100_000 + 4*len(text)} }

type kept struct {
	at  int
	all []reading
}

func (s *subject) readings(at int) []reading {
	if s.kept == nil {
		s.kept = make([]kept, 128)
	}
	kept := &s.kept[at%len(s.kept)]
	if kept.all == nil || kept.at != at {
		kept.at, kept.all = at, readings(s.text, at, layers)
	}
	return kept.all
}

// cursor reads the characters behind the one that introduces an escape, which may be encoded themselves.
type cursor struct {
	text     string
	at, deep int
}

// next returns the next character, or 0 at the end and for what is no ASCII.
func (c *cursor) next() byte {
	if c.at >= len(c.text) {
		return 0
	}
	all := readings(c.text, c.at, c.deep)
	last := all[len(all)-1]
	if len(last.value) != 1 {
		return 0
	}
	c.at += last.n
	return last.value[0]
}

// number reads so many digits.
func (c *cursor) number(digits, base int) (rune, bool) {
	s := make([]byte, 0, 8)
	for range digits {
		b := c.next()
		if !alphanumeric(b) {
			return 0, false
		}
		s = append(s, b)
	}
	n, err := strconv.ParseInt(string(s), base, 32)
	return rune(n), err == nil
}

// decode returns what an escape may stand for, and leaves the cursor behind it.
func (c *cursor) decode(head byte) []string {
	switch head {
	case '+': // in a query
		return []string{" "}
	case '%':
		n, ok := c.number(2, 16)
		return oneByte(n, ok)
	case '&':
		return c.entity()
	case '\\':
		return c.backslash()
	}
	return nil
}

// oneByte returns the byte itself and the character of that code: escapes name the one in Go, the other in Python.
func oneByte(n rune, ok bool) []string {
	switch {
	case !ok:
		return nil
	case n < utf8.RuneSelf:
		return []string{string(n)}
	}
	return []string{string([]byte{byte(n)}), string(n)} //nolint:gosec // of two digits
}

// entity reads a character reference of HTML or XML up to its semicolon.
func (c *cursor) entity() []string {
	name := []byte("&")
	for range 33 { // the longest of HTML's names has 31 letters
		b := c.next()
		name = append(name, b)
		switch {
		case b == ';':
			if value := html.UnescapeString(string(name)); value != string(name) {
				return []string{value}
			}
			return nil
		case b != '#' && !alphanumeric(b):
			return nil
		}
	}
	return nil
}

// simpleEscapes are those of one letter, in JSON, Go or a shell.
var simpleEscapes = map[byte]string{
	'a': "\a", 'b': "\b", 'e': "\x1b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v",
}

func (c *cursor) backslash() []string {
	start := c.at
	b := c.next()
	switch {
	case b == 'x':
		n, ok := c.number(2, 16)
		return oneByte(n, ok)
	case b == 'u':
		return c.unit()
	case b == 'U':
		if n, ok := c.number(8, 16); ok && n <= utf8.MaxRune {
			return []string{string(n)}
		}
	case '0' <= b && b <= '7':
		c.at = start
		if n, ok := c.number(3, 8); ok && n <= 0xff {
			return oneByte(n, true)
		}
	case simpleEscapes[b] != "":
		return []string{simpleEscapes[b]}
	case b != 0 && !alphanumeric(b):
		return []string{string([]byte{b})}
	}
	return nil
}

// unit reads the four digits of \u, and the second half of a character beyond the first 65,536.
func (c *cursor) unit() []string {
	n, ok := c.number(4, 16)
	if !ok {
		return nil
	}
	if !utf16.IsSurrogate(n) {
		return []string{string(n)}
	}
	if c.next() != '\\' || c.next() != 'u' {
		return nil
	}
	low, ok := c.number(4, 16)
	if r := utf16.DecodeRune(n, low); ok && r != utf8.RuneError {
		return []string{string(r)}
	}
	return nil
}

func alphanumeric(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

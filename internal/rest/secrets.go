package rest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// masked stands where a secret stood.
	masked = "***"
	// shortest is the length in characters from which on a text is looked for. Fields with the name of a secret are
	// masked however short they are.
	shortest = 4
	// wholeBelow is the length below which a secret is found as a whole word only: "root" must not take "rooted" apart.
	wholeBelow = 6
	// denseFrom is the length from which on white space does not count: keys and tickets are wrapped and unwrapped.
	denseFrom = 32
)

// secrets are all texts that must not appear in a log or an error, in whatever spelling. They are added and never taken
// out: what one request sent may come back in the answer to another. Nothing is done with them until a text is to be
// cleaned. The zero value is ready, and a nil one knows none.
type secrets struct {
	mu    sync.Mutex
	known map[string]bool
	// fresh are in no finder yet. Each finder has more than twice the secrets of the next, so that there are few.
	fresh   []string
	finders []*finder
}

func (s *secrets) add(texts ...string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		if s.known[text] || utf8.RuneCountInString(text) < shortest || strings.Trim(text, "*") == "" {
			continue
		}
		if s.known == nil {
			s.known = map[string]bool{}
		}
		s.known[text] = true
		s.fresh = append(s.fresh, text)
	}
}

// clean returns a text without the secrets.
func (s *secrets) clean(text string) string {
	if s == nil || len(text) < shortest {
		return text
	}
	var spans []span
	for _, f := range s.all() {
		spans = append(spans, f.find(text)...)
	}
	return mask(text, spans)
}

func (s *secrets) all() []*finder {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.fresh) > 0 {
		of := s.fresh
		s.fresh = nil
		for n := len(s.finders) - 1; n >= 0 && len(s.finders[n].of) <= 2*len(of); n-- {
			of = append(slices.Clip(s.finders[n].of), of...)
			s.finders = s.finders[:n]
		}
		s.finders = append(slices.Clip(s.finders), newFinder(of))
	}
	return s.finders
}

// span is a part of a text.
type span struct{ from, to int }

// mask replaces parts of a text, those that touch each other as one.
func mask(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	to := 0
	for i, s := range spans {
		if i == 0 || s.from > to {
			b.WriteString(text[to:s.from] + masked)
		}
		to = max(to, s.to)
	}
	return b.String() + text[to:]
}

// finder finds secrets and what is derived from them.
type finder struct {
	of                         []string
	plain, dense, base64, hexa *needles
	// begins says of a byte that it may begin a needle of any kind.
	begins [256]bool
}

func newFinder(of []string) *finder {
	var plain, dense, base64s, hexa []needle
	for _, s := range withDerived(of) {
		trimmed := strings.Trim(s, blanks)
		n := utf8.RuneCountInString(trimmed)
		if n < shortest {
			continue
		}
		whole := n < wholeBelow
		if packed := strings.Join(strings.FieldsFunc(s, isBlank), ""); len(packed) >= denseFrom {
			dense = append(dense, needle{packed, false})
		} else {
			plain = append(plain, needle{strings.Join(strings.FieldsFunc(s, isBlank), " "), whole})
		}
		hexa = append(hexa, needle{hex.EncodeToString([]byte(trimmed)), whole})
		for _, v := range sentAs(trimmed) {
			base64s = append(base64s, inBase64(v, whole)...)
		}
	}
	same := func(b byte) byte { return b }
	f := &finder{
		of: of, plain: newNeedles(plain, false, same), dense: newNeedles(dense, true, same),
		base64: newNeedles(base64s, true, foldBase64), hexa: newNeedles(hexa, true, foldHex),
	}
	for b := range f.begins {
		for _, x := range []*needles{f.plain, f.dense, f.base64, f.hexa} {
			folded := x.fold(byte(b))
			f.begins[b] = f.begins[b] || introduces(byte(b)) || x.first[folded] < x.first[int(folded)+1]
		}
	}
	return f
}

func isBlank(r rune) bool { return strings.ContainsRune(blanks, r) }

func (f *finder) find(text string) (spans []span) {
	s := newSubject(text)
	escaped := -1 // where the last escape ends, whose letters are part of no word
	for i := range len(text) {
		if s.steps <= 0 { // what is not searched may hold anything
			return []span{{0, len(text)}}
		}
		if !f.begins[text[i]] {
			continue
		}
		open := i == 0 || escaped == i || !alphanumeric(text[i-1])
		if introduces(text[i]) {
			all := s.readings(i)
			escaped = max(escaped, i+all[len(all)-1].n)
		}
		for _, x := range []*needles{f.plain, f.dense, f.hexa} {
			if end := x.longest(s, i, open); end >= 0 {
				spans = append(spans, span{i, end})
			}
		}
		if end := f.base64.longest(s, i, open); end >= 0 {
			spans = append(spans, token(text, i, end))
		}
	}
	return spans
}

// token returns the base64 text around a part of it: the characters at its ends hold bits of the secret too.
func token(text string, from, to int) span {
	inside := func(b byte) bool { return alphanumeric(b) || strings.IndexByte("+/-_=", b) >= 0 }
	for from > 0 && inside(text[from-1]) {
		from--
	}
	for to < len(text) && inside(text[to]) {
		to++
	}
	return span{from, to}
}

// sentAs returns the spellings in which a secret stands inside something that is then put into base64.
func sentAs(s string) []string {
	all := []string{s, url.QueryEscape(s), url.PathEscape(s)}
	for _, escapeHTML := range []bool{true, false} {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(escapeHTML)
		if e.Encode(s) == nil {
			all = append(all, strings.Trim(b.String(), "\"\n"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// inBase64 returns what does not change of a text in base64, wherever in a longer text it begins.
func inBase64(s string, whole bool) (all []needle) {
	if whole {
		return []needle{{fold(base64.RawStdEncoding.EncodeToString([]byte(s)), foldBase64), true}}
	}
	for before, begin := range []int{0, 2, 3} {
		encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), s...))
		all = append(all, needle{fold(encoded[begin:8*(before+len(s))/6], foldBase64), false})
	}
	return all
}

func fold(s string, with func(byte) byte) string {
	b := []byte(s)
	for i := range b {
		b[i] = with(b[i])
	}
	return string(b)
}

// foldBase64 takes the alphabet of URLs for that of the standard.
func foldBase64(b byte) byte {
	switch b {
	case '-':
		return '+'
	case '_':
		return '/'
	}
	return b
}

func foldHex(b byte) byte {
	if 'A' <= b && b <= 'F' {
		return b - 'A' + 'a'
	}
	return b
}

// withDerived adds to secrets what can be read out of them: what base64 holds, the secret members of JSON, the lines
// and the content of PEM.
func withDerived(of []string) []string {
	all := slices.Clone(of)
	for i := 0; i < len(all); i++ { // all grows; what is read out is always shorter
		s := all[i]
		if decoded, ok := fromBase64(s); ok {
			all = append(all, decoded)
		}
		if t := strings.TrimLeft(s, blanks+"\ufeff"); strings.HasPrefix(t, "{") || strings.HasPrefix(t, "[") {
			all = append(all, secretsIn([]byte(t))...)
		}
		if strings.Contains(s, "-----BEGIN ") {
			all = append(all, fromPEM(s)...)
		}
	}
	return all
}

func fromBase64(s string) (string, bool) {
	s = strings.TrimRight(strings.Join(strings.FieldsFunc(s, isBlank), ""), "=")
	if len(s) < enough {
		return "", false
	}
	decoded, err := base64.RawStdEncoding.DecodeString(fold(s, foldBase64))
	return string(decoded), err == nil
}

func fromPEM(s string) (all []string) {
	for _, line := range strings.Split(s, "\n") {
		line = strings.Trim(line, blanks)
		if len(line) >= enough && len(line) < len(s) && token(line, 0, 0).to == len(line) {
			all = append(all, line)
		}
	}
	for block, rest := pem.Decode([]byte(s)); block != nil; block, rest = pem.Decode(rest) {
		all = append(all, string(block.Bytes))
	}
	return all
}

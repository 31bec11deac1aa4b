package rest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// spellings are ways in which a server writes a text. Each is undone by whoever reads the message.
var spellings = map[string]func(string) string{
	"plain":                  func(s string) string { return s },
	"trimmed":                strings.TrimSpace,
	"JSON of Go":             func(s string) string { return inJSON(s, true) },
	"JSON of others":         func(s string) string { return inJSON(s, false) },
	"JSON with slashes":      func(s string) string { return strings.ReplaceAll(inJSON(s, false), "/", `\/`) },
	"JSON in ASCII":          func(s string) string { return eachUnit(s, `\u%04x`, false) },
	"JSON in ASCII, upper":   func(s string) string { return eachUnit(s, `\u%04X`, false) },
	"JSON, all escaped":      func(s string) string { return eachUnit(s, `\u%04x`, true) },
	"quoted by Go":           func(s string) string { return inside(strconv.Quote(s)) },
	"quoted by Go, in ASCII": func(s string) string { return inside(strconv.QuoteToASCII(s)) },
	"bytes in hexadecimal":   func(s string) string { return eachByte(s, `\x%02x`) },
	"bytes in octal":         func(s string) string { return eachByte(s, `\%03o`) },
	"query":                  url.QueryEscape,
	"path":                   url.PathEscape,
	"query, lower case":      func(s string) string { return lowerPercent(url.QueryEscape(s)) },
	"path, lower case":       func(s string) string { return lowerPercent(url.PathEscape(s)) },
	"percent, all":           func(s string) string { return eachByte(s, "%%%02X") },
	"percent, all, lower":    func(s string) string { return eachByte(s, "%%%02x") },
	"HTML":                   html.EscapeString,
	"HTML, decimal":          func(s string) string { return eachRune(s, "&#%d;") },
	"HTML, hexadecimal":      func(s string) string { return eachRune(s, "&#x%x;") },
	"HTML, hexadecimal, X":   func(s string) string { return eachRune(s, "&#X%04X;") },
	"HTML, named":            func(s string) string { return named.Replace(s) },
	"XML":                    inXML,
}

// encodings hide a text from the eye, but not from anybody who decodes it.
var encodings = map[string]func(before, s string) string{
	"base64":               base64As(base64.StdEncoding),
	"base64, no padding":   base64As(base64.RawStdEncoding),
	"base64 for URLs":      base64As(base64.URLEncoding),
	"base64 for URLs, raw": base64As(base64.RawURLEncoding),
	"base64 in a query":    func(b, s string) string { return url.QueryEscape(base64As(base64.StdEncoding)(b, s)) },
	"base64 in JSON": func(b, s string) string {
		return strings.ReplaceAll(base64As(base64.StdEncoding)(b, s), "/", `\/`)
	},
	"base64 in lines": func(b, s string) string {
		return strings.Join(cut(base64As(base64.StdEncoding)(b, s), 7), "\r\n")
	},
	"base64 in lines in JSON": func(b, s string) string {
		return strings.Join(cut(base64As(base64.StdEncoding)(b, s), 7), `\n`)
	},
	"base64 of JSON": func(b, s string) string { return base64As(base64.StdEncoding)(b, inJSON(s, true)) },
	"base64 of JSON of others": func(b, s string) string {
		return base64As(base64.StdEncoding)(b, inJSON(s, false))
	},
	"base64 of a query":     func(b, s string) string { return base64As(base64.StdEncoding)(b, url.QueryEscape(s)) },
	"hexadecimal":           func(_, s string) string { return hex.EncodeToString([]byte(s)) },
	"hexadecimal, upper":    func(_, s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"hexadecimal by octets": func(_, s string) string { return fmt.Sprintf("% x", s) },
}

var named = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "ü", "&uuml;",
	"+", "&plus;", "/", "&sol;", "%", "&percnt;", "$", "&dollar;", `\`, "&bsol;", "\n", "&NewLine;", "€", "&euro;")

func inside(quoted string) string { return quoted[1 : len(quoted)-1] }

func inJSON(s string, escapeHTML bool) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(escapeHTML)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return inside(strings.TrimSuffix(b.String(), "\n"))
}

func inXML(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

// eachUnit escapes the UTF-16 units of a text: all, or those that are no ASCII.
func eachUnit(s, format string, all bool) string {
	var b strings.Builder
	for _, r := range inJSON(s, true) {
		for _, unit := range utf16.Encode([]rune{r}) {
			if all && r != '\\' || unit > 0x7f {
				fmt.Fprintf(&b, format, unit)
			} else {
				b.WriteRune(r)
			}
		}
	}
	if all { // not the escapes that are there already
		b.Reset()
		for _, unit := range utf16.Encode([]rune(s)) {
			fmt.Fprintf(&b, format, unit)
		}
	}
	return b.String()
}

func eachRune(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

func eachByte(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, format, s[i])
	}
	return b.String()
}

func lowerPercent(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] == '%' {
			copy(b[i:], strings.ToLower(string(b[i:i+3])))
		}
	}
	return string(b)
}

func base64As(e *base64.Encoding) func(before, s string) string {
	return func(before, s string) string { return e.EncodeToString([]byte(before + s + ":rest")) }
}

func cut(s string, n int) (lines []string) {
	for ; len(s) > n; s = s[n:] {
		lines = append(lines, s[:n])
	}
	return append(lines, s)
}

// hardSecrets have what the encodings spell in another way, or what looks like an escape of theirs.
var hardSecrets = []string{
	"hunter22", `bind<&>"pass\word`, "quote'and\"quote", "a b+c/d=e", "pässwörd-€-😀", `C:\new\u0041bc`,
	"100%25%41", "&lt;&amp;#60;",
	"  with blanks\t", "line one\nline two\r\nline three", "%%%%%%", `\\\\\\\\`, "++++++", "&&&&&&&", "--__--__",
	"3Jc+/9_-==",
	strings.Repeat("long-secret/+&<", 12), "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl+/==",
}

// surroundings are what may stand around a secret in a message.
var surroundings = [][2]string{
	{"", ""},
	{`cannot use "`, `" as password`},
	{"password=", "&user=x"},
	{`C:\`, `\`},
	{"<b>", "</b>"},
	{"50%", "%"},
	{`{\"p\":\"`, `\"}`},
	{"&#38;", "&"},
	{"x\n", "\n"},
	{"%22", "%22"},
	{`\u0022`, `\u0022`},
	{"+", "+"},
	{"äö", "ü"},
	{"x", "y"},
}

// survives reports whether what a secret was spelled as can still be read, whole or but for its ends.
func survives(cleaned, spelled string) bool {
	spelled = strings.Trim(spelled, " \t\r\n")
	if n := len(spelled); n >= 12 {
		spelled = spelled[2 : n-2]
	}
	return strings.Contains(cleaned, spelled)
}

func TestNoSpellingSurvives(t *testing.T) {
	t.Parallel()
	n := 0
	for _, secret := range hardSecrets {
		s := knowing(secret)
		try := func(name, before, spelled, after string) {
			n++
			if got := s.clean(before + spelled + after); survives(got, spelled) || !strings.Contains(got, masked) {
				t.Errorf("%q as %s between %q and %q: %q became %q", secret, name, before, after, spelled, got)
			}
		}
		for name, spell := range spellings {
			for _, around := range surroundings {
				try(name, around[0], spell(secret), around[1])
			}
			for _, outer := range []string{"JSON of Go", "JSON in ASCII", "quoted by Go", "query, lower case", "HTML, decimal"} {
				if len(secret) < 100 {
					try(name+", then "+outer, `say "`, spellings[outer](spell(secret)), `" again`)
				}
			}
		}
		for name, encode := range encodings {
			for _, before := range []string{"", "i", "id", "id:", "client:"} {
				try(name, "Basic ", encode(before, secret), " ")
				try(name+" in JSON", `"`, inJSON(encode(before, secret), true), `"`)
			}
		}
	}
	if n < 8_000 {
		t.Errorf("only %d spellings were tried", n)
	}
}

// TestExactlyTheSecretIsMasked holds what is left of a message against what stood around the secret.
func TestExactlyTheSecretIsMasked(t *testing.T) {
	t.Parallel()
	for _, secret := range hardSecrets {
		for name, spell := range spellings {
			trimmed := spell(strings.TrimSpace(secret))
			if got := knowing(secret).clean(`cannot use "` + trimmed + `" here`); got != `cannot use "***" here` {
				t.Errorf("%q as %s: %q", secret, name, got)
			}
		}
	}
}

// staysHidden spells a secret at random, once, twice and in an encoding, between two texts.
func staysHidden(t *testing.T, random *rand.Rand, secret, before, after string) {
	t.Helper()
	s := knowing(secret)
	once, again, encode := pick(random, spellings), pick(random, spellings), pick(random, encodings)
	for _, spelled := range []string{once(secret), again(once(secret)), encode(before, secret)} {
		cleaned := s.clean(before + spelled + after)
		if !strings.Contains(before+after, strings.Trim(spelled, blanks)) && survives(cleaned, spelled) {
			t.Errorf("%q spelled %q between %q and %q became %q", secret, spelled, before, after, cleaned)
		}
	}
}

func isLongEnough(secret string) bool {
	return len([]rune(strings.Trim(secret, blanks))) >= wholeBelow && strings.Trim(secret, "*") != ""
}

// TestRandomSpellings puts secrets together from what escapes are made of.
func TestRandomSpellings(t *testing.T) {
	t.Parallel()
	parts := []string{
		`\`, "%", "&", "+", "u", "x", "0", "41", "2", "5", "#", "amp;", ";", "lt", "n", " ", "\n", "a", "Z", "ü", "😀",
		"=", "/", "-", "_", "<", `"`, "'", "abc", "123",
	}
	random := rand.New(rand.NewPCG(9, 0)) //nolint:gosec // reproducible
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		return b.String()
	}
	tried := 0
	for range 1500 {
		if secret := text(6 + random.IntN(40)); isLongEnough(secret) {
			tried++
			staysHidden(t, random, secret, text(random.IntN(12)), text(random.IntN(12)))
		}
	}
	if tried < 1200 {
		t.Errorf("only %d secrets were tried", tried)
	}
}

func FuzzSpelling(f *testing.F) {
	for i, secret := range hardSecrets {
		f.Add(secret, "before", "after", uint64(i)) //nolint:gosec // an index
	}
	f.Fuzz(func(t *testing.T, secret, before, after string, seed uint64) {
		secret = strings.ReplaceAll(strings.ToValidUTF8(secret, "?"), "\x00", "?") // neither JSON nor XML can hold these
		if isLongEnough(secret) {
			staysHidden(t, rand.New(rand.NewPCG(seed, 0)), secret, before, after) //nolint:gosec // reproducible
		}
	})
}

func pick[F any](random *rand.Rand, of map[string]F) F {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	slices.Sort(names)
	return of[names[random.IntN(len(names))]]
}

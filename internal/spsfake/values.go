package spsfake

import (
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// anything is a value that the pages say nothing about, or that was looked at elsewhere.
type anything struct{}

func (anything) check(string, any) []problem              { return nil }
func (anything) rewrite(value any, _ func(place) any) any { return value }

// text is a string with rules, each of which says what is wrong, or nothing.
type text []func(string) string

func (t text) check(at string, value any) []problem {
	s, isString := value.(string)
	if !isString {
		return wrong(at, "must be a string")
	}
	for _, rule := range t {
		if message := rule(s); message != "" {
			return wrong(at, message)
		}
	}
	return nil
}

func (text) rewrite(value any, _ func(place) any) any { return value }

type boolean struct{}

func (boolean) check(at string, value any) []problem {
	if _, isBool := value.(bool); !isBool {
		return wrong(at, "must be true or false")
	}
	return nil
}

func (boolean) rewrite(value any, _ func(place) any) any { return value }

// integer is a whole number within bounds.
type integer struct{ least, most int64 }

func (i integer) check(at string, value any) []problem {
	n, isNumber := value.(float64)
	if !isNumber || n != math.Trunc(n) {
		return wrong(at, "must be a whole number")
	}
	if n < float64(i.least) || n > float64(i.most) {
		return wrong(at, fmt.Sprintf("must be between %d and %d", i.least, i.most))
	}
	return nil
}

func (integer) rewrite(value any, _ func(place) any) any { return value }

const unbounded = math.MaxInt32

var portNumber = integer{1, 65535}

// oneOf is a string out of a few.
type oneOf []string

func (o oneOf) check(at string, value any) []problem {
	s, isString := value.(string)
	switch {
	case !isString:
		return wrong(at, "must be a string")
	case !slices.Contains(o, s):
		return wrong(at, "must be one of "+strings.Join(o, ", "))
	}
	return nil
}

func (oneOf) rewrite(value any, _ func(place) any) any { return value }

func notEmpty(s string) string {
	if strings.TrimSpace(s) == "" {
		return "must not be empty"
	}
	return ""
}

func noWhitespace(s string) string {
	if strings.ContainsFunc(s, unicode.IsSpace) {
		return "must not contain whitespace"
	}
	return ""
}

func absoluteURL(s string) string {
	if u, err := url.Parse(s); err != nil || u.Scheme == "" || u.Host == "" {
		return "must be a URL"
	}
	return ""
}

func ipAddress(s string) string {
	if _, err := netip.ParseAddr(s); err != nil {
		return "must be an IP address"
	}
	return ""
}

// nameOfHost ends with a label that begins with a letter: 1.2.3.4 is none.
var nameOfHost = regexp.MustCompile(
	`^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)

func domainName(s string) string {
	if len(s) > 253 || !nameOfHost.MatchString(s) {
		return "must be a domain name"
	}
	return ""
}

// address is the union that the pages call host or address.
var address = union{"selection", map[string]record{
	"ip": {"value": text{ipAddress}}, "fqdn": {"value": text{domainName}},
}}

// version returns the leading numbers of "7.4.0" or "5.11.0~", for comparing with slices.Compare.
func version(s string) []int {
	var numbers []int
	for part := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(s), "~"), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}

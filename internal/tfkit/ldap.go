package tfkit

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// IsDN accepts an LDAP distinguished name (RFC 4514).
func IsDN() Format {
	return Is("a distinguished name such as ou=people,dc=example,dc=com", parseDN).SpeltAs(DN).CleanedBy(trimDN)
}

// attributeName matches the name or OID of an attribute. go-ldap takes any text for one, so that a filter would pass
// for a DN.
var attributeName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

func parseDN(s string) error {
	dn, err := ldap.ParseDN(trimDN(s))
	if err != nil {
		return shortened(err)
	}
	if len(dn.RDNs) == 0 {
		return errors.New("it is white space")
	}
	for _, rdn := range dn.RDNs {
		for _, a := range rdn.Attributes {
			if !attributeName.MatchString(a.Type) {
				return fmt.Errorf("%q is not the name of an attribute", a.Type)
			}
		}
	}
	return nil
}

// shortened drops go-ldap's code in front of an error.
func shortened(err error) error {
	var coded *ldap.Error
	if errors.As(err, &coded) && coded.Err != nil {
		return coded.Err
	}
	return err
}

// trimDN drops white space around a DN, such as the line's end of a file. A space behind a backslash is of the value.
func trimDN(s string) string {
	s = strings.TrimLeft(WithoutBOM(s), asciiSpace)
	trimmed := strings.TrimRight(s, asciiSpace)
	if backslashes := len(trimmed) - len(strings.TrimRight(trimmed, `\`)); backslashes%2 == 1 && len(trimmed) < len(s) {
		return s[:len(trimmed)+1]
	}
	return trimmed
}

// DN is the spelling of distinguished names: blanks between the parts, escapes, the case of attribute types and the
// order within a relative name of several attributes do not count.
func DN(s string) string {
	if parseDN(s) != nil {
		return s
	}
	dn, _ := ldap.ParseDN(trimDN(s))
	relative := make([]string, 0, len(dn.RDNs))
	for _, rdn := range dn.RDNs {
		parts := make([]string, 0, len(rdn.Attributes))
		for _, a := range rdn.Attributes {
			parts = append(parts, fmt.Sprintf("%s=%q", strings.ToLower(a.Type), a.Value))
		}
		slices.Sort(parts)
		relative = append(relative, strings.Join(parts, "+"))
	}
	return strings.Join(relative, ",")
}

var (
	userPrincipal = regexp.MustCompile(`^[^\s@=]+@[^\s@=]+$`)
	downLevelName = regexp.MustCompile(`^[^\s\\=]+\\[^\\=]+$`)
)

// IsBindName accepts what directories let a client bind as: a distinguished name, or user@domain or DOMAIN\user of
// Active Directory.
func IsBindName() Format {
	return Is(`a distinguished name, user@domain or DOMAIN\user`, func(s string) error {
		if isAccount(trimDN(s)) {
			return nil
		}
		return parseDN(s)
	}).SpeltAs(BindName).CleanedBy(trimDN)
}

func isAccount(s string) bool { return userPrincipal.MatchString(s) || downLevelName.MatchString(s) }

// BindName is the spelling of what a client binds as.
func BindName(s string) string {
	if account := trimDN(s); isAccount(account) {
		return account
	}
	return DN(s)
}

// IsLDAPFilter accepts an LDAP search filter (RFC 4515), which may stand on several lines.
func IsLDAPFilter() Format {
	return Is("an LDAP filter such as (objectClass=person)", func(s string) error {
		_, err := ldap.CompileFilter(Filter(s))
		return shortened(err)
	}).SpeltAs(Filter).CleanedBy(Filter)
}

// asciiSpace is what may stand between the parts of a filter or DN.
const asciiSpace = " \t\r\n"

// Filter is the spelling of LDAP filters, and how they are sent: white space between the parts does not count. Within
// a comparison, such as (cn=Jane Doe ), it does.
func Filter(s string) string {
	s = WithoutBOM(s)
	var out strings.Builder
	for rest := strings.TrimLeft(s, asciiSpace); rest != ""; rest = strings.TrimLeft(rest, asciiSpace) {
		part := rest[:1]
		if !strings.ContainsAny(part, "()&|!") {
			end := strings.IndexByte(rest, ')')
			if end < 0 {
				return s // not a filter
			}
			part = rest[:end]
		}
		out.WriteString(part)
		rest = rest[len(part):]
	}
	return out.String()
}

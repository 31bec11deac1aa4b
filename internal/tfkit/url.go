package tfkit

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// IsURL accepts an absolute http or https URL.
func IsURL() Format { return isURLOf("https", "http") }

// IsCRLURL accepts an absolute URL from which lists of revoked certificates can be got. Those of Active Directory,
// ldap:///CN=..., name no host.
func IsCRLURL() Format { return isURLOf("https", "http", "ldap", "ldaps", "ftp") }

func isURLOf(schemes ...string) Format {
	return Is("a URL such as https://example.com/path", func(s string) error {
		u, err := url.Parse(s)
		switch {
		case err != nil:
			return errors.Unwrap(err)
		case !slices.Contains(schemes, u.Scheme):
			return errors.New("it does not begin with " + strings.Join(schemes, "://, ") + "://")
		case u.User != nil:
			return errors.New("a user name or password in it would be stored; set them in the attributes made for them")
		case strings.HasPrefix(u.Scheme, "ldap") && u.Host == "" && len(u.Path) > 1:
			return nil
		case u.Hostname() == "" || strings.ContainsAny(u.Host, " \t"):
			return errors.New("it names no host")
		}
		return nil
	}).SpeltAs(URL)
}

// URL is the spelling of URLs: the case of scheme and host does not count, nor how an IPv6 address is shortened.
func URL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil {
		return s
	}
	host := Host(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	_, port, _ := strings.Cut(u.Host[strings.LastIndex(u.Host, "]")+1:], ":")
	if port != "" {
		host += ":" + port
	}
	_, behind, _ := strings.Cut(s, "//")
	return u.Scheme + "://" + host + behind[strings.IndexAny(behind+"/", "/?#"):]
}

package tfkit

import (
	"errors"
	"net/netip"
	"regexp"
	"strings"
)

// IsHost accepts a host name or address, without scheme, port and path. Systems take more than names, so no more is
// known to be wrong.
func IsHost() Format {
	return Is("a host name or address", func(s string) error {
		if strings.ContainsAny(s, asciiSpace) {
			return errors.New("it holds white space")
		}
		return MoreThanAHost(s)
	}).SpeltAs(Host)
}

var withPort = regexp.MustCompile(`^[^:]*:\d*$`)

// MoreThanAHost returns an error that says where what stands beside a host belongs, nil if there is nothing.
func MoreThanAHost(s string) error {
	address, err := netip.ParseAddr(strings.Trim(s, "[]"))
	switch {
	case strings.Contains(s, "://"):
		return errors.New("write the host alone, without the scheme; how the connection is protected, and the port, have " +
			"attributes of their own")
	case err == nil && address.Is6() && strings.ContainsAny(s, "[]"):
		return errors.New("write the IPv6 address without brackets")
	case err == nil:
		return nil
	case strings.HasPrefix(s, "[") && strings.Contains(s, "]:") || withPort.MatchString(s):
		return errors.New("write the host alone; the port has an attribute of its own")
	case strings.Contains(s, "/"):
		return errors.New("write the host alone, without a path")
	}
	return nil
}

// Host is the spelling of host names and addresses: the case of a name does not count, nor how an IPv6 address is
// shortened.
func Host(s string) string {
	if address, err := netip.ParseAddr(s); err == nil {
		return address.Unmap().String()
	}
	return strings.ToLower(s)
}

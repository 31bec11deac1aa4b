package sps

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// isServerAddress accepts an IP address or a host name.
func isServerAddress() tfkit.Format {
	return tfkit.Is("an IP address or a full host name", func(s string) error {
		if isAddress(s) {
			return nil
		}
		const write = "write an address such as 192.0.2.7 or a name such as ldap.example.com"
		if more := tfkit.MoreThanAHost(s); more != nil {
			return fmt.Errorf(write+": %w", more)
		}
		return errors.New(write)
	}).SpeltAs(tfkit.Host)
}

var (
	// addressPattern is a host name of letters, digits, hyphens and underscores, which stand in names of directories;
	// that addresses look like one does not matter.
	addressPattern = regexp.MustCompile(
		`^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$`)
	onlyDigits = regexp.MustCompile(`^[0-9.]+$`)
)

// isAddress reports whether SPS takes the text for the address of a server: an IP address or a full host name.
func isAddress(s string) bool {
	if address, err := netip.ParseAddr(s); err == nil {
		return address.Zone() == ""
	}
	return len(s) <= 253 && addressPattern.MatchString(s) && !onlyDigits.MatchString(s)
}

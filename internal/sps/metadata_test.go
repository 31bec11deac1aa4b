package sps

import (
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

const (
	oneIDP = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="a"><IDPSSODescriptor/>` +
		`</EntityDescriptor>`
	federation = `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`
)

// FuzzMetadata checks that no document makes the check panic, and that what one identity provider's metadata are
// declared to be, and stand in, does not matter.
func FuzzMetadata(f *testing.F) {
	f.Add("UTF-16", oneIDP)
	f.Add("ISO-8859-1", strings.Repeat(federation, 20)+oneIDP+strings.Repeat("</EntitiesDescriptor>", 20))
	f.Add("", "<!ENTITY <a b='&c;'><!DOCTYPE [<]>")
	f.Fuzz(func(t *testing.T, encoding, document string) {
		accepted := checkMetadata(document) == nil
		tfkit.XML(document)
		if strings.ContainsAny(encoding, "?>'") || !strings.HasPrefix(document, "<EntityDescriptor") {
			return
		}
		for _, same := range []string{
			"<?xml version='1.0' encoding='" + encoding + "'?>" + document, "\ufeff" + document, document + "\r\n",
			federation + document + "</EntitiesDescriptor>",
		} {
			if accepted && checkMetadata(same) != nil {
				t.Errorf("%q is refused: %v", same, checkMetadata(same))
			}
		}
	})
}

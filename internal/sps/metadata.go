package sps

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// metadataSpace is the name space of SAML metadata.
const metadataSpace = "urn:oasis:names:tc:SAML:2.0:metadata"

// isMetadata accepts SAML metadata of one identity provider, alone or within an EntitiesDescriptor.
func isMetadata() tfkit.Format {
	f := tfkit.IsSecretly("SAML metadata of an identity provider", checkMetadata)
	return f.SpeltAs(tfkit.XML).CleanedBy(tfkit.TrimXML)
}

// entities is an EntityDescriptor or an EntitiesDescriptor, which may hold further ones of both.
type entities struct {
	XMLName xml.Name
	IDPs    []struct{} `xml:"urn:oasis:names:tc:SAML:2.0:metadata IDPSSODescriptor"`
	Single  []entities `xml:"urn:oasis:names:tc:SAML:2.0:metadata EntityDescriptor"`
	Many    []entities `xml:"urn:oasis:names:tc:SAML:2.0:metadata EntitiesDescriptor"`
}

// identityProviders returns how many entities are identity providers.
func (e entities) identityProviders() (n int) {
	switch {
	case e.XMLName.Local == "EntitiesDescriptor":
		for _, inner := range append(e.Single, e.Many...) {
			n += inner.identityProviders()
		}
	case len(e.IDPs) > 0:
		n = 1
	}
	return n
}

func checkMetadata(s string) error {
	var root entities
	decoder := tfkit.XMLDecoder(s)
	switch err := decoder.Decode(&root); {
	case err != nil || !atEnd(decoder):
		return errors.New("it is no well-formed XML; give the text of the file, for example file(\"idp.xml\")")
	case root.XMLName.Local != "EntityDescriptor" && root.XMLName.Local != "EntitiesDescriptor":
		return fmt.Errorf("its root is %s and not EntityDescriptor or EntitiesDescriptor", root.XMLName.Local)
	}
	switch n := root.identityProviders(); n {
	case 0:
		return errors.New("it has no IDPSSODescriptor of the name space " + metadataSpace + ", so it is not an identity " +
			"provider's")
	case 1:
		return nil
	default:
		return fmt.Errorf("it has %d identity providers, and a login method has one; give the EntityDescriptor of that one "+
			"alone", n)
	}
}

// atEnd reports whether no further element stands behind the root.
func atEnd(decoder *xml.Decoder) bool {
	for {
		token, err := decoder.Token()
		if _, element := token.(xml.StartElement); err != nil || element {
			return errors.Is(err, io.EOF)
		}
	}
}

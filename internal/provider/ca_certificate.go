package provider

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// caCertificates returns those certificates of a PEM text that Go can check a server's certificate against, as PEM,
// and what is wrong with the others. Without any the error says why.
func caCertificates(text string) (usable, wrong string, err error) {
	certificates, err := tfkit.Certificates(text)
	if err != nil {
		if _, unusable := rest.CertPool(text); unusable == nil {
			return text, "", nil // there are certificates beside what is none
		}
		return "", "", err
	}
	var good strings.Builder
	var bad []string
	for i, der := range certificates {
		if _, err := x509.ParseCertificate(der); err != nil {
			bad = append(bad, fmt.Sprintf("certificate %d of %d: %v", i+1, len(certificates), err))
			continue
		}
		good.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
	wrong = strings.Join(bad, "; ")
	if good.Len() == 0 {
		return "", "", errors.New(wrong + ". The provider checks the server's certificate with Go's TLS, which does not " +
			"know this kind; OpenSSL may")
	}
	return good.String(), wrong, nil
}

package tfkit

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// IsCertificate accepts one X.509 certificate in PEM. One that only Go cannot read is doubted.
func IsCertificate() Format {
	return IsSecretly("a PEM certificate", func(s string) error {
		certificates, err := Certificates(s)
		switch {
		case err != nil:
			return err
		case len(certificates) > 1:
			return errors.New("there is more than one certificate in it; give each as an element of its own")
		}
		return doubtCertificates(certificates)
	}).SpeltAs(Certificate).CleanedBy(withoutMarks)
}

// AreCertificates accepts one or more X.509 certificates in PEM. Those that only Go cannot read are doubted.
func AreCertificates() Format {
	return IsSecretly("certificates in PEM", func(s string) error {
		certificates, err := Certificates(s)
		if err != nil {
			return err
		}
		return doubtCertificates(certificates)
	}).SpeltAs(Certificate).CleanedBy(withoutMarks)
}

func doubtCertificates(certificates [][]byte) error {
	for i, der := range certificates {
		if _, err := x509.ParseCertificate(der); err != nil {
			return Doubt(fmt.Sprintf("certificate %d of %d cannot be checked here (%v); the server decides", i+1,
				len(certificates), err))
		}
	}
	return nil
}

// Certificates returns the DER bytes of the certificates in a PEM text. Whether they are more than plausible is not
// checked: Go's parser reads less than OpenSSL, no brainpool curves, for example.
func Certificates(s string) (certificates [][]byte, err error) {
	rest := []byte(withoutMarks(s))
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		certificate, err := certificateIn(block)
		switch {
		case err != nil && len(certificates) > 0:
			return nil, fmt.Errorf("there is more than one block in it; of number %d, %w", len(certificates)+1, err)
		case err != nil:
			return nil, err
		}
		certificates = append(certificates, certificate)
	}
	begun := strings.Count(s, "-----BEGIN ")
	switch {
	case begun == 0:
		return nil, errors.New("it has no block -----BEGIN CERTIFICATE-----; give the text of the file, for example " +
			"file(\"ca.pem\")")
	case begun > len(certificates):
		return nil, errors.New("it has no block -----BEGIN CERTIFICATE----- that is whole: the end is missing, or what is " +
			"in it is no base64")
	}
	return certificates, nil
}

// certificateTypes are the names of PEM blocks that OpenSSL reads as a certificate.
var certificateTypes = []string{"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}

// certificateIn returns the certificate in a block: all of it, or what stands before OpenSSL's notes on trust.
func certificateIn(block *pem.Block) ([]byte, error) {
	if !slices.Contains(certificateTypes, block.Type) {
		return nil, fmt.Errorf("it is a %s", block.Type)
	}
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(block.Bytes, &outer)
	if err != nil || outer.Class != asn1.ClassUniversal || outer.Tag != asn1.TagSequence || !outer.IsCompound {
		return nil, errors.New("the certificate is damaged")
	}
	return block.Bytes[:len(block.Bytes)-len(rest)], nil
}

// withoutMarks drops every byte order mark: one stands before each of several files that were joined.
func withoutMarks(s string) string { return strings.ReplaceAll(s, byteOrderMark, "") }

// Certificate is the spelling of PEM certificates: line breaks and what stands around the blocks do not count.
func Certificate(s string) string {
	certificates, err := Certificates(s)
	if err != nil {
		return s
	}
	var out strings.Builder
	for _, der := range certificates {
		out.Write(der)
	}
	return out.String()
}

package spsfake

import (
	_ "embed"
	"encoding/asn1"
	"encoding/pem"
	"strings"
)

//go:embed operating_system_ca.pem
var operatingSystemCA string

var trustStoreShape = record{
	"name":             text{notEmpty},
	"authorities":      list{of: text{certificatePEM}, least: 1, distinct: true},
	"crl_urls":         list{of: text{absoluteURL}, distinct: true},
	"revocation_check": oneOf{"none", "leaf", "full"},
}

// certificatePEM returns what is wrong unless the text is exactly one certificate.
func certificatePEM(s string) string {
	block, rest := pem.Decode([]byte(s))
	if block == nil || block.Type != "CERTIFICATE" || strings.TrimSpace(string(rest)) != "" {
		return "must be one certificate in PEM form"
	}
	// SPS reads with OpenSSL, which knows more curves and numbers than Go.
	var outer asn1.RawValue
	if rest, err := asn1.Unmarshal(block.Bytes, &outer); err != nil || len(rest) > 0 || outer.Tag != asn1.TagSequence {
		return "must be a certificate"
	}
	return ""
}

package privxfake

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// keyAlgorithms are those that PrivX can be told to take (api/privx.md §5), without DSA and the curve of 224 bits,
// which no present-day SSH has.
var keyAlgorithms = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoRSA, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
}

const minRSABits = 2048

// parsePublicKey reads a line of an authorized_keys file (without options, which would be lost), the format of RFC 4716
// or the bare base64 blob.
func parsePublicKey(text string) (ssh.PublicKey, error) {
	text = strings.TrimSpace(text)
	fields := strings.Fields(text)
	var algorithm, encoded string
	switch {
	case strings.HasPrefix(text, rfc4716Begin):
		body, err := rfc4716Body(text)
		if err != nil {
			return nil, err
		}
		encoded = body
	case strings.ContainsAny(text, "\r\n"):
		return nil, errors.New("public key is more than one line")
	case len(fields) == 1:
		encoded = text
	case len(fields) > 1:
		algorithm, encoded = fields[0], fields[1]
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("public key is not base64: %w", err)
	}
	key, err := ssh.ParsePublicKey(raw)
	if err != nil {
		return nil, fmt.Errorf("public key cannot be read: %w", err)
	}
	if algorithm != "" && algorithm != key.Type() {
		return nil, fmt.Errorf("public key is said to be %s, but is %s", algorithm, key.Type())
	}
	return key, checkAlgorithm(key)
}

func checkAlgorithm(key ssh.PublicKey) error {
	if !slices.Contains(keyAlgorithms, key.Type()) {
		return fmt.Errorf("public key algorithm %s is not one of %s", key.Type(), strings.Join(keyAlgorithms, ", "))
	}
	crypto, isCrypto := key.(ssh.CryptoPublicKey)
	if !isCrypto {
		return nil
	}
	if rsaKey, isRSA := crypto.CryptoPublicKey().(*rsa.PublicKey); isRSA && rsaKey.N.BitLen() < minRSABits {
		return fmt.Errorf("RSA key has %d bits, needs at least %d", rsaKey.N.BitLen(), minRSABits)
	}
	return nil
}

const (
	rfc4716Begin = "---- BEGIN SSH2 PUBLIC KEY ----"
	rfc4716End   = "---- END SSH2 PUBLIC KEY ----"
)

// rfc4716Body returns the base64 between the markers, behind the headers, whose lines go on after a backslash.
func rfc4716Body(text string) (string, error) {
	inner, after, ended := strings.Cut(strings.TrimPrefix(text, rfc4716Begin), rfc4716End)
	if !ended || after != "" {
		return "", errors.New("public key has no end marker, or something behind it")
	}
	var body strings.Builder
	inHeader := false
	for line := range strings.Lines(inner) {
		line = strings.TrimSpace(line)
		if inHeader || strings.Contains(line, ":") {
			inHeader = strings.HasSuffix(line, `\`)
			continue
		}
		body.WriteString(line)
	}
	return body.String(), nil
}

// blob returns the one form of a key that PrivX shows.
func blob(key ssh.PublicKey) string { return base64.StdEncoding.EncodeToString(key.Marshal()) }

package privx

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// minRSABits is the shortest RSA key that PrivX accepts by default (api/privx.md §5).
const minRSABits = 2048

// isPublicKey accepts an SSH public key that PrivX takes by default: ed25519, ECDSA, or RSA of 2048 bits and more.
func isPublicKey() tfkit.Format {
	return tfkit.IsSecretly("an SSH public key", checkPublicKey).SpeltAs(privxapi.KeyMaterial)
}

func checkPublicKey(s string) error {
	if strings.Contains(s, "PRIVATE KEY") {
		return errors.New("it is a private key, which must not leave its owner; give the file that ends in .pub")
	}
	text := privxapi.KeyText(s)
	if _, _, options, rest, err := ssh.ParseAuthorizedKey([]byte(text)); err == nil {
		switch {
		case len(options) > 0:
			return errors.New("PrivX takes no options in front of a key; addresses from which it may be used have an " +
				"attribute of their own")
		case len(bytes.TrimSpace(rest)) > 0:
			return errors.New("there is more than one key; give one")
		}
	}
	material := privxapi.KeyMaterial(s)
	blob, err := base64.StdEncoding.DecodeString(material)
	if err != nil {
		return errors.New("give a line such as ssh-ed25519 AAAA..., its base64 alone, or RFC 4716 text")
	}
	key, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return errors.New("the key is damaged: its base64 holds no SSH key")
	}
	if before, _, found := strings.Cut(text, material); found && !strings.HasPrefix(text, "----") {
		if name := strings.TrimSpace(before); name != "" && name != key.Type() && !signsWith(name, key) {
			return fmt.Errorf("the line says %s, but its base64 holds a key of type %s; copy the whole line anew from the "+
				".pub file", name, key.Type())
		}
	}
	return checkKey(key)
}

// signsWith reports whether a name is that of an algorithm with which an RSA key signs: OpenSSH reads it as a type.
func signsWith(name string, key ssh.PublicKey) bool {
	return key.Type() == ssh.KeyAlgoRSA && (name == ssh.KeyAlgoRSASHA256 || name == ssh.KeyAlgoRSASHA512)
}

func checkKey(key ssh.PublicKey) error {
	if strings.HasPrefix(key.Type(), "ssh-dss") {
		return errors.New("DSA keys are broken, and PrivX does not take them; make an ed25519 key")
	}
	if _, ok := key.(*ssh.Certificate); ok {
		return errors.New("it is a certificate; give the key that it certifies, from the .pub file without -cert in its name")
	}
	crypto, ok := key.(ssh.CryptoPublicKey)
	if !ok {
		return nil
	}
	if short, ok := crypto.CryptoPublicKey().(*rsa.PublicKey); ok && short.N.BitLen() < minRSABits {
		return fmt.Errorf("the RSA key has %d bits, and PrivX takes %d and more; make an ed25519 key",
			short.N.BitLen(), minRSABits)
	}
	return nil
}

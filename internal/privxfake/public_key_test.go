package privxfake

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestPublicKeySpellings(t *testing.T) {
	t.Parallel()
	key := testKey(t, "spelling")
	rfc4716 := "---- BEGIN SSH2 PUBLIC KEY ----\r\nComment: \"a \\\r\nlong: one\"\r\nx-y: z\r\n" + key[:40] + "\r\n" +
		key[40:] +
		"\r\n---- END SSH2 PUBLIC KEY ----\r\n"
	for _, text := range []string{
		key, " " + key + "\n", "ssh-ed25519 " + key, "ssh-ed25519  " + key + " a comment\n",
		rfc4716,
	} {
		got, err := parsePublicKey(text)
		if err != nil || blob(got) != key {
			t.Errorf("%q: %v", text, err)
		}
	}
	spelled := func(public any) string {
		t.Helper()
		got, err := ssh.NewPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(got)))
	}
	modulus := func(bits uint) *big.Int { return new(big.Int).SetBit(big.NewInt(1), int(bits)-1, 1) }
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		private, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parsePublicKey(spelled(&private.PublicKey)); err != nil {
			t.Errorf("ecdsa: %v", err)
		}
	}
	if _, err := parsePublicKey(spelled(&rsa.PublicKey{N: modulus(2048), E: 65537})); err != nil {
		t.Errorf("rsa 2048: %v", err)
	}
	dsa := ssh.Marshal(struct {
		Name       string
		P, Q, G, Y *big.Int
	}{"ssh-dss", modulus(1024), modulus(160), big.NewInt(2), big.NewInt(4)})
	for name, text := range map[string]string{
		"rsa 2047":        spelled(&rsa.PublicKey{N: modulus(2047), E: 65537}),
		"dsa":             "ssh-dss " + base64.StdEncoding.EncodeToString(dsa),
		"wrong type":      "ssh-rsa " + key,
		"options":         `from="10.0.0.0/8" ssh-ed25519 ` + key,
		"two keys":        "ssh-ed25519 " + key + "\nssh-ed25519 " + key,
		"no padding":      key + "=",
		"cut":             key[:64],
		"more behind":     base64.StdEncoding.EncodeToString(append(mustDecode(t, key), 0)),
		"something after": rfc4716 + "more",
		"no end":          "---- BEGIN SSH2 PUBLIC KEY ----\n" + key,
		"only the type":   "ssh-ed25519",
		"private":         "-----BEGIN OPENSSH PRIVATE KEY-----\n" + key + "\n-----END OPENSSH PRIVATE KEY-----",
		"empty":           "",
	} {
		if _, err := parsePublicKey(text); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func mustDecode(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

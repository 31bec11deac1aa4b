package provider_test

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

func newPrivateKey() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
}

// certificateInPEM returns a certificate, of which privateKeyInPEM returns the key.
func certificateInPEM() string {
	key, template := newPrivateKey(), &x509.Certificate{SerialNumber: big.NewInt(1)}
	return inPEM("CERTIFICATE", must(x509.CreateCertificate(nil, template, template, key.Public(), key)))
}

// testCertificate returns a certificate that OpenSSL made and reads, and Go does not.
func testCertificate(name string) string {
	return string(must(os.ReadFile(filepath.Join("testdata", "certificates", name+".pem")))) // #nosec G304 -- ours
}

func privateKeyInPEM() string {
	return inPEM("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(newPrivateKey())))
}

func opensshPrivateKey() string {
	return string(pem.EncodeToMemory(must(ssh.MarshalPrivateKey(newPrivateKey(), ""))))
}

func inPEM(kind string, content []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}))
}

// rsaKeyOf returns the base64 of a public RSA key whose modulus has that many bits.
func rsaKeyOf(bits int) string {
	key := must(ssh.NewPublicKey(&rsa.PublicKey{N: ofBits(bits), E: 65537}))
	return base64.StdEncoding.EncodeToString(key.Marshal())
}

// dsaKey returns the base64 of a DSA key, which Go makes no more.
func dsaKey() string {
	return marshalled(struct {
		Name       string
		P, Q, G, Y *big.Int
	}{"ssh-dss", ofBits(1024), ofBits(160), big.NewInt(2), big.NewInt(4)})
}

// sshCertificate returns the line of an SSH certificate, which names a key but is none.
func sshCertificate() string {
	const name = "ssh-ed25519-cert-v01@openssh.com"
	key := must(ssh.NewSignerFromSigner(newPrivateKey())).PublicKey().Marshal()
	return name + " " + marshalled(struct {
		Name            string
		Nonce, Key      []byte
		Serial          uint64
		Type            uint32
		KeyID           string
		Principals      []byte
		After, Before   uint64
		Options, More   []byte
		Reserved        []byte
		Authority, Sign []byte
	}{
		Name: name, Nonce: make([]byte, 32), Key: key[19:], Type: 1, KeyID: "alice", Before: 1 << 62, Authority: key,
		Sign: ssh.Marshal(ssh.Signature{Format: ssh.KeyAlgoED25519, Blob: make([]byte, 64)}),
	})
}

// marshalled returns the base64 of a key of any kind.
func marshalled(fields any) string { return base64.StdEncoding.EncodeToString(ssh.Marshal(fields)) }

// ofBits returns the least number of that many bits.
func ofBits(n int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(n-1)) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

package spsapi

// TrustStore holds certificates of authorities (seeds/003).
type TrustStore struct {
	Key             string   `json:"-"`
	Name            string   `json:"name"`
	Authorities     []string `json:"authorities"`
	CRLURLs         []string `json:"crl_urls"`
	RevocationCheck string   `json:"revocation_check"`
}

var trustStores = codec[TrustStore]{
	noun: "trust store", path: "/api/configuration/trust_stores", depth: 2,
	key: func(v *TrustStore) *string { return &v.Key },
	complete: func(v TrustStore, _ document, _ keeper) (TrustStore, error) {
		v.Authorities, v.CRLURLs = orEmpty(v.Authorities), orEmpty(v.CRLURLs)
		v.RevocationCheck = orElse(v.RevocationCheck, "none")
		return v, nil
	},
}

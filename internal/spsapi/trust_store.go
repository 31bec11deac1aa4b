package spsapi

import "encoding/json"

// TrustStore holds certificates of authorities (seeds/003).
type TrustStore struct {
	Key, Name            string
	Authorities, CRLURLs []string
	RevocationCheck      string
}

type wireTrustStore struct {
	Name            string   `json:"name"`
	Authorities     []string `json:"authorities"`
	CRLURLs         []string `json:"crl_urls"`
	RevocationCheck string   `json:"revocation_check"`
}

var trustStores = codec[TrustStore]{
	kind: "trust store", path: "/api/configuration/trust_stores", depth: 2,
	decode: func(key string, body []byte) (TrustStore, error) {
		var w wireTrustStore
		err := json.Unmarshal(body, &w)
		return TrustStore{
			Key: key, Name: w.Name, Authorities: w.Authorities, CRLURLs: w.CRLURLs, RevocationCheck: w.RevocationCheck,
		}, err
	},
	encode: func(v TrustStore, _ document, _ keeper) (any, error) {
		return wireTrustStore{
			Name: v.Name, Authorities: orEmpty(v.Authorities), CRLURLs: orEmpty(v.CRLURLs),
			RevocationCheck: orElse(v.RevocationCheck, "none"),
		}, nil
	},
}

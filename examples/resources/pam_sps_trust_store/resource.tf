resource "pam_sps_trust_store" "staff" {
  name = "staff"

  # One certificate each. Normally [file("ca.pem")].
  authorities = [
    <<-EOT
    -----BEGIN CERTIFICATE-----
    MIIBvzCCAWWgAwIBAgIUQeBjI8lMAL57CvwSUfKVyTNM0uYwCgYIKoZIzj0EAwIw
    LDEQMA4GA1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMCAX
    DTI2MTEyMTIyMjUwMloYDzIxMjYxMTIyMjIyNTAyWjAsMRAwDgYDVQQKDAdFeGFt
    cGxlMRgwFgYDVQQDDA9FeGFtcGxlIFJvb3QgQ0EwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAATlSK06a/qLEXIzUg7n0ohNG2mHxpjtEkJSpvr3z8+lDzAbnOdHvNB8
    rs+3tG87A9JoFqFILlzIGdU6Y3GfV6Mxo2MwYTAdBgNVHQ4EFgQU7r6gKxAhAzMF
    N2gXysM+DLzv0dUwHwYDVR0jBBgwFoAU7r6gKxAhAzMFN2gXysM+DLzv0dUwDwYD
    VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIg
    ZF6CFN08qde+qN//+v6LcQEpGbnEzlrToZ4yGORfhAUCIQD3KJ2UQAaVAn3XDBAl
    1lwFBBetjWHqZA6PS9Letw4qaA==
    -----END CERTIFICATE-----
    EOT
  ]

  crl_urls         = ["http://pki.example.com/root.crl"]
  revocation_check = "leaf"
}

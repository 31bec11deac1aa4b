terraform {
  required_providers {
    pam = {
      source = "pamkit/pam"
    }
  }
}

resource "pam_sps_login_method" "sso" {
  name  = "sso"
  title = "Single sign-on"

  saml2 = {
    # The file that the identity provider offers for download. Normally file("idp.xml").
    idp_metadata = <<-EOT
      <?xml version="1.0" encoding="UTF-8"?>
      <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/metadata">
        <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
          <md:KeyDescriptor use="signing">
            <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
              <ds:X509Data>
                <ds:X509Certificate>MIIBvzCCAWWgAwIBAgIUQeBjI8lMAL57CvwSUfKVyTNM0uYwCgYIKoZIzj0EAwIwLDEQMA4GA1UECgwHRXhhbXBsZTEYMBYGA1UEAwwPRXhhbXBsZSBSb290IENBMCAXDTI2MTEyMTIyMjUwMloYDzIxMjYxMTIyMjIyNTAyWjAsMRAwDgYDVQQKDAdFeGFtcGxlMRgwFgYDVQQDDA9FeGFtcGxlIFJvb3QgQ0EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATlSK06a/qLEXIzUg7n0ohNG2mHxpjtEkJSpvr3z8+lDzAbnOdHvNB8rs+3tG87A9JoFqFILlzIGdU6Y3GfV6Mxo2MwYTAdBgNVHQ4EFgQU7r6gKxAhAzMFN2gXysM+DLzv0dUwHwYDVR0jBBgwFoAU7r6gKxAhAzMFN2gXysM+DLzv0dUwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwIDSAAwRQIgZF6CFN08qde+qN//+v6LcQEpGbnEzlrToZ4yGORfhAUCIQD3KJ2UQAaVAn3XDBAl1lwFBBetjWHqZA6PS9Letw4qaA==</ds:X509Certificate>
              </ds:X509Data>
            </ds:KeyInfo>
          </md:KeyDescriptor>
          <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>
          <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>
        </md:IDPSSODescriptor>
      </md:EntityDescriptor>
    EOT

    groups = { type = "local" }
  }
}

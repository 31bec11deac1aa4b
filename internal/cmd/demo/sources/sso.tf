# Single sign-on: whoever logs in there is looked up by e-mail address in the corporate directory.
resource "pam_privx_source" "sso" {
  name = "Single sign-on"
  type = "OIDC"
  tags = ["employees", "terraform"]

  enable_user_authentication = true

  oidc = {
    enabled                  = true
    issuer                   = "https://sso.corp.example.com/realms/corp"
    button_title             = "Log in with your company account"
    client_id                = "privx"
    client_secret_wo         = var.sso_client_secret
    client_secret_wo_version = 1
    additional_scopes        = ["email", "groups"]
  }

  external_user_mapping = [
    { source_id = pam_privx_source.directory.id, source_search_field = "mail" },
  ]
}

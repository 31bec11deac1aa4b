package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type providerModel struct {
	PrivX types.Object `tfsdk:"privx"`
	SPS   types.Object `tfsdk:"sps"`
}

// connectionModel is what both blocks have in common.
type connectionModel struct {
	URL                types.String `tfsdk:"url"`
	CACertificate      types.String `tfsdk:"ca_certificate"`
	InsecureSkipVerify types.Bool   `tfsdk:"insecure_skip_verify"`
	RequestTimeout     types.String `tfsdk:"request_timeout"`
	MaxRetries         types.Int64  `tfsdk:"max_retries"`
	MaxConcurrent      types.Int64  `tfsdk:"max_concurrent_requests"`
}

type privxModel struct {
	connectionModel
	APIClientID       types.String `tfsdk:"api_client_id"`
	APIClientSecret   types.String `tfsdk:"api_client_secret"`
	OAuthClientID     types.String `tfsdk:"oauth_client_id"`
	OAuthClientSecret types.String `tfsdk:"oauth_client_secret"`
	BearerToken       types.String `tfsdk:"bearer_token"`
}

type spsModel struct {
	connectionModel
	Username          types.String `tfsdk:"username"`
	Password          types.String `tfsdk:"password"`
	LoginMethod       types.String `tfsdk:"login_method"`
	ClientCertificate types.String `tfsdk:"client_certificate"`
	ClientKey         types.String `tfsdk:"client_key"`
	CommitMessage     types.String `tfsdk:"commit_message"`
	LockTimeout       types.String `tfsdk:"lock_timeout"`
}

// Schema implements provider.Provider.
func (p *pamProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Configures privileged-access systems from Terraform: SSH PrivX, and One Identity Safeguard " +
			"for Privileged Sessions (SPS).",
		Attributes: map[string]schema.Attribute{
			"privx": schema.SingleNestedAttribute{
				MarkdownDescription: "How to reach SSH PrivX. May be left out where it is not used, or where the environment " +
					"says everything.",
				Optional: true,
				Attributes: withConnection("PRIVX", "PRIVX_API_BASE_URL", map[string]schema.Attribute{
					"api_client_id": text("Id of the API client, from Administration > Deployment > Integrate with PrivX using "+
						"API clients. "+env("PRIVX_API_CLIENT_ID"), false),
					"api_client_secret": text("Secret of the API client. "+env("PRIVX_API_CLIENT_SECRET"), true),
					"oauth_client_id": text("Id of the OAuth client, from the same page. "+env("PRIVX_API_OAUTH_CLIENT_ID")+
						" Defaults to `privx-external`.", false),
					"oauth_client_secret": text("Secret of the OAuth client. "+env("PRIVX_API_OAUTH_CLIENT_SECRET"), true),
					"bearer_token": text("Access token got elsewhere, in place of the two clients. It is not renewed when it "+
						"expires. "+
						env("PRIVX_API_BEARER_TOKEN"), true),
				}),
			},
			"sps": schema.SingleNestedAttribute{
				MarkdownDescription: "How to reach One Identity Safeguard for Privileged Sessions. May be left out where it is " +
					"not used, or where the environment says everything.",
				Optional: true,
				Attributes: withConnection("SPS", "SPS_URL", map[string]schema.Attribute{
					"username": text("Name of the user with which the provider logs in. "+env("SPS_USERNAME"), false),
					"password": text("Password of that user. "+env("SPS_PASSWORD"), true),
					"login_method": text("Login method of SPS with which the user logs in, such as `local`. "+
						env("SPS_LOGIN_METHOD"), false),
					"client_certificate": text("PEM certificate for login by X.509, in place of name and password. "+
						env("SPS_CLIENT_CERTIFICATE"), false),
					"client_key": text("PEM key of `client_certificate`. "+env("SPS_CLIENT_KEY"), true),
					"commit_message": text("Message that is sent where SPS demands one for a commit. "+
						env("SPS_COMMIT_MESSAGE"), false),
					"lock_timeout": duration("How long to wait while somebody else holds the configuration's lock, such as " +
						"`90s`. Defaults to `5m`."),
				}),
			},
		},
	}
}

func withConnection(prefix, urlVariable string, attributes map[string]schema.Attribute) map[string]schema.Attribute {
	attributes["url"] = text("URL of the server, such as `https://pam.example.com`. "+env(urlVariable), false)
	attributes["ca_certificate"] = text("PEM certificates that are trusted beside the system's own, for a server with a "+
		"private CA. "+
		env(prefix+"_CA_CERTIFICATE"), false)
	attributes["insecure_skip_verify"] = schema.BoolAttribute{
		MarkdownDescription: "Whether to accept any certificate of the server. Then anyone between here and there can take " +
			"the credentials; `ca_certificate` is the safe way. Defaults to `false`.",
		Optional: true,
	}
	attributes["request_timeout"] = duration("How long one attempt of a request may take, such as `45s`. Defaults to " +
		"`30s`.")
	attributes["max_retries"] = schema.Int64Attribute{
		MarkdownDescription: "How often a request is repeated after a failure that may pass. A creation is repeated only " +
			"when it certainly did not happen. Defaults to `4`.",
		Optional: true, Validators: []validator.Int64{int64validator.Between(0, 100)},
	}
	attributes["max_concurrent_requests"] = schema.Int64Attribute{
		MarkdownDescription: "How many requests may be under way at the same time. Defaults to `10`.",
		Optional:            true, Validators: []validator.Int64{int64validator.Between(1, 1000)},
	}
	return attributes
}

func env(name string) string { return "Environment: `" + name + "`." }

func text(description string, secret bool) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Optional: true, Sensitive: secret}
}

func duration(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Written as Go durations are: `300ms`, `90s`, `5m`.",
		Optional:            true, Validators: []validator.String{isDuration{}},
	}
}

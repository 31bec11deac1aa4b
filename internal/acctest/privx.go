// Package acctest is for tests only: a fake per test, the provider as Terraform sees it, and a driver that does over the
// provider protocol what Terraform does, in milliseconds and for features newer than the Terraform at hand.
package acctest

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/provider"
)

// Factories give terraform-plugin-testing the provider, a new one for each command.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"pam": providerserver.NewProtocol6WithError(provider.New("test")()),
	}
}

// PrivX is a fake PrivX of one test.
type PrivX struct {
	*privxfake.Server
	URL string
}

// NewPrivX starts a fake that stops with the test.
func NewPrivX(t testing.TB, o privxfake.Options) *PrivX {
	t.Helper()
	fake := privxfake.New(o)
	server := httptest.NewServer(fake)
	t.Cleanup(func() {
		fake.Close()
		server.Close()
	})
	return &PrivX{Server: fake, URL: server.URL}
}

// Block is the provider's privx block for the fake, with more settings if any are given.
func (p *PrivX) Block(settings ...string) string {
	block := fmt.Sprintf("privx = {\n url = %q\n api_client_id = %q\n api_client_secret = %q\n oauth_client_id = %q\n oauth_client_secret = %q\n",
		p.URL, privxfake.APIClientID, privxfake.APIClientSecret, privxfake.OAuthClientID, privxfake.OAuthClientSecret)
	for _, s := range settings {
		block += s + "\n"
	}
	return block + "}\n"
}

// Provider is the provider's configuration for the fake.
func (p *PrivX) Provider(settings ...string) string {
	return "provider \"pam\" {\n" + p.Block(settings...) + "}\n"
}

// Count counts the requests of a method to paths that end so.
func (p *PrivX) Count(method, path string) int {
	n := 0
	for _, r := range p.Requests() {
		if r.Method == method && r.Path == path {
			n++
		}
	}
	return n
}

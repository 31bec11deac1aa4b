// Package acctest is for tests only: a fake per test, the provider as Terraform sees it, and a driver that does over
// the provider protocol what Terraform does, in milliseconds and for features newer than the Terraform at hand.
package acctest

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
	"github.com/pamkit/terraform-provider-pam/internal/provider"
)

// Factories are for terraform-plugin-testing: they return a new provider for each command.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"pam": func() (tfprotov6.ProviderServer, error) { return provider.ServerOf(provider.ForTests(time.Now)), nil },
	}
}

// PrivX is a fake PrivX of one test.
type PrivX struct {
	*privxfake.Server
	URL string
	// SPS is a fake SPS beside it, nil where a test needs none.
	SPS *SPS
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
	block := fmt.Sprintf("privx = {\n url = %q\n api_client_id = %q\n api_client_secret = %q\n oauth_client_id = %q\n "+
		"oauth_client_secret = %q\n",
		p.URL, privxfake.APIClientID, privxfake.APIClientSecret, privxfake.OAuthClientID, privxfake.OAuthClientSecret)
	for _, s := range settings {
		block += s + "\n"
	}
	block += "}\n"
	if p.SPS != nil {
		block += p.SPS.Block()
	}
	return block
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

// Ids of what SeedAccess makes. The examples name them too.
const (
	Alice           = "0b6e5a3c-1f2d-4c8e-9a7b-5d4e3f2a1b0c"
	Bob             = "1c7f6b4d-2e3f-5d9f-ab8c-6e5f4a3b2c1d"
	LinuxAdmins     = "3453395a-2a12-50a5-4fdb-1c2d3e4f5a6b"
	DatabaseReaders = "67b9cc24-673d-58c6-693f-0a1b2c3d4e5f"
)

// SeedAccess makes two users and two roles, as they are there before Terraform comes.
func SeedAccess(fake *PrivX) {
	for id, name := range map[string]string{Alice: "alice", Bob: "bob"} {
		fake.Add("users", map[string]any{"id": id, "principal": name, "source_type": "LOCAL", "source": LocalSource})
	}
	for id, name := range map[string]string{LinuxAdmins: "Linux admins", DatabaseReaders: "Database readers"} {
		fake.Add("roles", map[string]any{"id": id, "name": name})
	}
}

// LocalSource is the id of the source that the seeded users come from.
const LocalSource = "9d0b7c1e-4a5f-6e0a-bc9d-7f6a5b4c3d2e"

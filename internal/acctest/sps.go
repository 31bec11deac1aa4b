package acctest

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// SPS is a fake SPS of one test.
type SPS struct {
	*spsfake.Server
	URL string
}

// NewSPS starts a fake that stops with the test.
func NewSPS(t testing.TB, o spsfake.Options) *SPS {
	t.Helper()
	fake := spsfake.New(o)
	server := httptest.NewServer(fake)
	t.Cleanup(func() {
		fake.Close()
		server.Close()
	})
	return &SPS{Server: fake, URL: server.URL}
}

// Block is the provider's sps block for the fake, with more settings if any are given.
func (s *SPS) Block(settings ...string) string {
	block := fmt.Sprintf("sps = {\n url = %q\n username = %q\n password = %q\n", s.URL, spsfake.Username, spsfake.Password)
	for _, more := range settings {
		block += more + "\n"
	}
	return block + "}\n"
}

// Env is the environment that configures the provider for the fake.
func (s *SPS) Env() []string {
	return []string{"SPS_URL=" + s.URL, "SPS_USERNAME=" + spsfake.Username, "SPS_PASSWORD=" + spsfake.Password}
}

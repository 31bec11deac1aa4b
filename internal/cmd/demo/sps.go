package main

import (
	"context"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/spsfake"
)

// commitTime is how long the SPS of this demo takes for a commit. A real one takes longer.
const commitTime = 300 * time.Millisecond

// sps is the Safeguard for Privileged Sessions of this demo.
type sps struct {
	*system
	fake *spsfake.Server
}

func startSPS(ctx context.Context) (*sps, error) {
	fake := spsfake.New(spsfake.Options{CommitLatency: commitTime})
	s, err := startSystem(ctx, fake)
	if err != nil {
		return nil, err
	}
	return &sps{system: s, fake: fake}, nil
}

// environment is the provider's configuration.
func (s *sps) environment() map[string]string {
	return map[string]string{
		"SPS_URL":            s.url,
		"SPS_CA_CERTIFICATE": s.ca,
		"SPS_USERNAME":       spsfake.Username,
		"SPS_PASSWORD":       spsfake.Password,
	}
}

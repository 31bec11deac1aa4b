package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

const (
	providerPackage = "github.com/pamkit/terraform-provider-pam"
	providerVersion = "0.1.0"
)

// install builds the provider into a mirror, in which `terraform init` finds it as it would in a registry, and returns
// the CLI configuration that names that mirror and nothing else: Terraform needs no network.
func install(ctx context.Context, say *narrator, folder string) (cliConfig string, err error) {
	start := time.Now()
	binary := filepath.Join(folder, "terraform-provider-pam")
	if err := build(ctx, binary); err != nil {
		return "", err
	}
	mirror := filepath.Join(folder, "mirror")
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		place := filepath.Join(mirror, host, "pamkit", "pam", providerVersion, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(place, 0o700); err != nil {
			return "", err
		}
		name := "terraform-provider-pam_v" + providerVersion
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
		if err := os.Link(binary, filepath.Join(place, name)); err != nil {
			return "", err
		}
	}
	say.result(fmt.Sprintf("built the provider from this tree in %.1f s, into a folder that serves as registry", time.Since(start).Seconds()))

	cliConfig = filepath.Join(folder, "terraform.rc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	return cliConfig, os.WriteFile(cliConfig, []byte(text), 0o600)
}

func build(ctx context.Context, binary string) error {
	command := exec.CommandContext(ctx, "go", "build", "-o", binary, providerPackage) //nolint:gosec // our own arguments
	output, err := command.CombinedOutput()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return errors.New("the provider is built with Go, which is not on PATH: install it from https://go.dev/dl")
	case err != nil:
		return fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	return nil
}

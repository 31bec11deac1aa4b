package stage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// The packages of this module that are built into binaries.
const (
	Provider  = "github.com/pamkit/terraform-provider-pam"
	Benchmark = Provider + "/internal/cmd/bench"
)

const providerVersion = "0.1.0"

// Build compiles a package of this module. It needs Go on PATH, and says so.
func Build(ctx context.Context, pkg, binary string) error {
	command := exec.CommandContext(ctx, "go", "build", "-o", binary, pkg) //nolint:gosec // our own arguments
	output, err := command.CombinedOutput()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return errors.New("the provider is built with Go, which is not on PATH: install it from https://go.dev/dl")
	case err != nil:
		return fmt.Errorf("building %s: %w\n%s", pkg, err, output)
	}
	return nil
}

// Mirror puts binaries, by the type of their provider, into a folder in which `terraform init` finds them as it would
// in a registry. It returns the CLI configuration that names that mirror and nothing else: Terraform needs no network.
func Mirror(folder string, binaries map[string]string) (cliConfig string, err error) {
	mirror := filepath.Join(folder, "mirror")
	for name, binary := range binaries {
		for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
			place := filepath.Join(mirror, host, "pamkit", name, providerVersion, runtime.GOOS+"_"+runtime.GOARCH)
			if err := os.MkdirAll(place, 0o700); err != nil {
				return "", err
			}
			file := "terraform-provider-" + name + "_v" + providerVersion
			if runtime.GOOS == "windows" {
				file += ".exe"
			}
			if err := os.Link(binary, filepath.Join(place, file)); err != nil {
				return "", err
			}
		}
	}
	cliConfig = filepath.Join(folder, "terraform.rc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	return cliConfig, os.WriteFile(cliConfig, []byte(text), 0o600)
}

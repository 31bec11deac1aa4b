package stage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-exec/tfexec"
)

// oldest is the first release with write-only arguments.
var oldest = version.Must(version.NewVersion("1.11.0"))

const howToInstall = "install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install) " +
	"or OpenTofu 1.11 or later (https://opentofu.org/docs/intro/install)"

// Terraform is the CLI on this machine.
type Terraform struct {
	Path    string
	Name    string // as typed: terraform or tofu
	Product string // with its version
}

// FindTerraform takes the one in TF_ACC_TERRAFORM_PATH, as the tests do, or the first on PATH. The folder is any that
// exists. Its errors say what to install.
func FindTerraform(ctx context.Context, folder string) (Terraform, error) {
	path, err := lookUp()
	if err != nil {
		return Terraform{}, err
	}
	cli, err := tfexec.NewTerraform(folder, path)
	if err != nil {
		return Terraform{}, err
	}
	v, _, err := cli.Version(ctx, true)
	if err != nil {
		return Terraform{}, fmt.Errorf("%s does not report its version: %w", path, err)
	}
	tf := Terraform{Path: path, Name: "terraform", Product: "Terraform " + v.String()}
	if strings.Contains(filepath.Base(path), "tofu") {
		tf.Name, tf.Product = "tofu", "OpenTofu "+v.String()
	}
	if v.Core().LessThan(oldest) {
		return Terraform{}, fmt.Errorf("%s (%s) is too old for write-only arguments: %s", path, tf.Product, howToInstall)
	}
	return tf, nil
}

func lookUp() (string, error) {
	if named := os.Getenv("TF_ACC_TERRAFORM_PATH"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("TF_ACC_TERRAFORM_PATH: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("neither terraform nor tofu is on PATH: " + howToInstall)
}

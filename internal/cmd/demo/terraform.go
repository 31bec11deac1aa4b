package main

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

// terraform is the CLI that plays the demo.
type terraform struct {
	path    string
	name    string // as typed: terraform or tofu
	product string // with its version
	folder  string // in which workspaces are made
	last    outcome
}

// outcome is what one command printed.
type outcome struct{ command, output string }

// findTerraform takes the one in TF_ACC_TERRAFORM_PATH, as the tests do, or the first on PATH.
func findTerraform(ctx context.Context, folder string) (*terraform, error) {
	path, err := lookUp()
	if err != nil {
		return nil, err
	}
	cli, err := tfexec.NewTerraform(folder, path)
	if err != nil {
		return nil, err
	}
	v, _, err := cli.Version(ctx, true)
	if err != nil {
		return nil, fmt.Errorf("%s does not tell its version: %w", path, err)
	}
	tf := &terraform{path: path, name: "terraform", product: "Terraform " + v.String(), folder: folder}
	if strings.Contains(filepath.Base(path), "tofu") {
		tf.name, tf.product = "tofu", "OpenTofu "+v.String()
	}
	if v.Core().LessThan(oldest) {
		return nil, fmt.Errorf("%s (%s) is too old for write-only arguments: %s", path, tf.product, howToInstall)
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

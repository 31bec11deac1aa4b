package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/cmd/stage"
)

// install builds the provider into a mirror, and returns the CLI configuration that names it.
func install(ctx context.Context, say *narrator, folder string) (cliConfig string, err error) {
	start := time.Now()
	binary := filepath.Join(folder, "terraform-provider-pam")
	if err := stage.Build(ctx, stage.Provider, binary); err != nil {
		return "", err
	}
	say.result(fmt.Sprintf("built the provider from this tree in %.1f s, into a folder that serves as registry",
		time.Since(start).Seconds()))
	return stage.Mirror(folder, map[string]string{"pam": binary})
}

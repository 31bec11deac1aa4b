// Command schema prints the provider's schemas in the format of `terraform providers schema -json`.
//
// It asks the server that Terraform asks, so the output holds everything that the provider serves, whatever the
// Terraform on this machine knows of it. The documentation generator reads it.
//
// With -examples DIR it writes how each object is imported and listed into a folder of examples instead.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/pamkit/terraform-provider-pam/internal/provider"
)

// address is the key of the provider in the output. It is not the address in the Registry: tfplugindocs looks a
// provider up under hashicorp only.
const address = "registry.terraform.io/hashicorp/pam"

func main() {
	examples := flag.String("examples", "", "write the examples of imports and lists into this folder")
	flag.Parse()
	var err error
	if *examples != "" {
		err = writeExamples(*examples)
	} else {
		err = run(context.Background(), provider.NewServer("dev"), os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

// run writes the schemas of a provider to w.
func run(ctx context.Context, server tfprotov6.ProviderServer, w io.Writer) error {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return fmt.Errorf("reading the schemas: %w", err)
	}
	if err := firstError(schemas.Diagnostics); err != nil {
		return fmt.Errorf("reading the schemas: %w", err)
	}

	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return fmt.Errorf("reading the identity schemas: %w", err)
	}
	if err := firstError(identities.Diagnostics); err != nil {
		return fmt.Errorf("reading the identity schemas: %w", err)
	}

	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(&tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{address: newProvider(schemas, identities)},
	})
}

// firstError returns the first diagnostic of severity error.
func firstError(diagnostics []*tfprotov6.Diagnostic) error {
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return errors.New(d.Summary + ": " + d.Detail)
		}
	}
	return nil
}

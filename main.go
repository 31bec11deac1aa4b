// Command terraform-provider-pam serves the provider to Terraform and OpenTofu.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/pamkit/terraform-provider-pam/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "keep running and print how Terraform attaches, for a debugger")
	flag.Parse()
	if !*debug {
		provider.Tune()
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/pamkit/pam", Debug: *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}

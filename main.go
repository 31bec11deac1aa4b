// Command terraform-provider-pam serves the provider to Terraform and OpenTofu.
package main

import (
	"flag"
	"log"

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
	if err := provider.Serve(version, *debug); err != nil {
		log.Fatal(err)
	}
}

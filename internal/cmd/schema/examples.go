package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/privx"
	"github.com/pamkit/terraform-provider-pam/internal/sps"
)

var labelled = regexp.MustCompile(`(?m)^resource "(\w+)" "(\w+)"`)

// writeExamples writes what follows from the objects themselves into a folder of examples: how each is imported and
// listed. The label is that of the example of the resource.
func writeExamples(dir string) error {
	for _, kind := range slices.Concat(privx.Kinds(), sps.Kinds()) {
		var name resource.MetadataResponse
		kind.Resource().Metadata(context.Background(), resource.MetadataRequest{ProviderTypeName: "pam"}, &name)
		folder := filepath.Join(dir, "resources", name.TypeName)
		made, err := os.ReadFile(filepath.Join(folder, "resource.tf")) //nolint:gosec // below the folder that was given
		if err != nil {
			return err
		}
		label := "this"
		for _, found := range labelled.FindAllStringSubmatch(string(made), -1) {
			if found[1] == name.TypeName {
				label = found[2]
				break
			}
		}
		files := importExamples(name.TypeName+"."+label, kind.Example())
		if kind.List() != nil {
			query := filepath.Join("..", "..", "list-resources", name.TypeName, "list-resource.tfquery.hcl")
			files[query] = listExample(name.TypeName, kind.Example())
		}
		for file, content := range files {
			file = filepath.Join(folder, file)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // documentation
				return err
			}
			if err := os.WriteFile(file, []byte(content), 0o644); err != nil { //nolint:gosec // documentation
				return err
			}
		}
	}
	return nil
}

func importExamples(address string, e object.Example) map[string]string {
	note := ""
	if e.Note != "" {
		note = "# " + e.Note + "\n"
	}
	command := fmt.Sprintf("terraform import %s %s\n", address, e.ID)
	if e.ByName != "" {
		command += fmt.Sprintf("\n# By name, of which there must be one:\nterraform import %s '%s'\n", address, e.ByName)
	}
	width := 0
	for _, part := range e.Identity {
		width = max(width, len(part[0]))
	}
	var identity strings.Builder
	for _, part := range e.Identity {
		fmt.Fprintf(&identity, "    %-*s = %q\n", width, part[0], part[1])
	}
	return map[string]string{
		"import.sh":              command,
		"import-by-string-id.tf": fmt.Sprintf("%simport {\n  to = %s\n  id = %q\n}\n", note, address, e.ID),
		"import-by-identity.tf":  fmt.Sprintf("import {\n  to = %s\n  identity = {\n%s  }\n}\n", address, identity.String()),
	}
}

func listExample(typeName string, e object.Example) string {
	var config strings.Builder
	for _, name := range slices.Sorted(maps.Keys(e.Query)) {
		fmt.Fprintf(&config, "    %s = %q\n", name, e.Query[name])
	}
	return fmt.Sprintf("list %q \"found\" {\n  provider = pam\n\n  config {\n%s  }\n}\n", typeName, config.String())
}

package provider_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// privxObject is an object in PrivX whose fields have a table.
type privxObject struct {
	// table holds the fields that an administrator can change.
	table []privxfake.Field
	// edit changes the document behind Terraform's back, or returns why it cannot.
	edit func(change func(doc map[string]any) error) error
	// attribute returns the attribute of a wire name.
	attribute func(wire string) string
	// values are other valid values of fields for which not any will do.
	values map[string]any
	// replaced are the fields that Terraform cannot change back in place; they are never empty.
	replaced []string
}

// drifts returns all changes of all fields: another valid value, and none.
func (o privxObject) drifts(t *testing.T) (drifts []drift) {
	t.Helper()
	for _, f := range o.table {
		changed := drift{
			field: f.Path, name: f.Path + " changed", attribute: o.attribute(f.Path),
			replaces: slices.Contains(o.replaced, f.Path),
			change:   o.set(f, func(value any) any { return o.another(t, f, value) }),
		}
		emptied := changed
		emptied.name, emptied.empties = f.Path+" emptied", true
		emptied.change = o.set(f, func(any) any { return nothing(f) })
		if drifts = append(drifts, changed); !changed.replaces {
			drifts = append(drifts, emptied)
		}
	}
	return drifts
}

// set returns the change of one field.
func (o privxObject) set(f privxfake.Field, another func(value any) any) func() error {
	return func() error {
		return o.edit(func(doc map[string]any) error {
			if parent, nested := parentOf(f.Path); nested && at(doc, parent) == nil {
				return notThereError(parent)
			}
			put(doc, f.Path, another(at(doc, f.Path)))
			return nil
		})
	}
}

// another returns another valid value of a field.
func (o privxObject) another(t *testing.T, f privxfake.Field, value any) any {
	t.Helper()
	if other, given := o.values[f.Path]; given {
		return other
	}
	switch f.Kind {
	case "bool":
		return value != true
	case "int":
		return number(value) + 1
	case "strings":
		return []any{"changed elsewhere"}
	case "mapping":
		return map[string]any{"changed": "elsewhere"}
	case "objects":
		return []any{map[string]any{"source_id": "changed", "source_search_field": "elsewhere"}}
	case "string":
		others := slices.DeleteFunc(slices.Clone(f.Enum), func(choice string) bool { return choice == value })
		return append(others, "changed elsewhere")[0]
	}
	t.Fatalf("no way to change a %s", f.Kind)
	return nil
}

// nothing returns the value of an empty field.
func nothing(f privxfake.Field) any {
	switch f.Kind {
	case "bool":
		return false
	case "int":
		return 0.0
	case "string":
		return ""
	}
	return nil
}

func parentOf(wire string) (parent string, nested bool) {
	i := strings.LastIndexByte(wire, '.')
	return wire[:max(i, 0)], i >= 0
}

// writable returns the fields of a table that an administrator can change and that are no secrets; objects are changed
// by their fields.
func writable(collection string) []privxfake.Field {
	return slices.DeleteFunc(privxfake.Fields(collection), func(f privxfake.Field) bool {
		return f.ServerSet || f.Secret || f.Fixed || f.WriteOnly || f.Kind == "object"
	})
}

// ofType returns the fields of a table that belong to a type.
func ofType(table []privxfake.Field, kind string) []privxfake.Field {
	return slices.DeleteFunc(slices.Clone(table), func(f privxfake.Field) bool {
		return f.Types != nil && !slices.Contains(f.Types, kind)
	})
}

// pathsIn returns the paths of the fields that a document has a place for.
func pathsIn(table []privxfake.Field, doc map[string]any) (paths []string) {
	for _, f := range table {
		if parent, nested := parentOf(f.Path); !nested || at(doc, parent) != nil {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// withSourceDrifts completes the row of a type of source. The documents also have fields unknown to the provider.
func withSourceDrifts(o object) object {
	table := ofType(writable("sources"), o.name)
	o.fields = func(fake *acctest.PrivX, id string) []string { return pathsIn(table, fake.Document("sources/"+id)) }
	o.drifts = func(t *testing.T, fake *acctest.PrivX, id string) []drift {
		t.Helper()
		edit := editOf(fake, "sources/"+id)
		_ = edit(func(doc map[string]any) error {
			doc["from_a_newer_server"] = map[string]any{"kept": true}
			section(doc, "connection")["region_hint"] = "kept"
			return nil
		})
		return privxObject{table: table, edit: edit, attribute: sourceAttribute}.drifts(t)
	}
	return o
}

// editOf returns the edit of the document at a path.
func editOf(fake *acctest.PrivX, path string) func(change func(map[string]any) error) error {
	return func(change func(map[string]any) error) (err error) {
		fake.Edit(path, func(doc map[string]any) { err = change(doc) })
		return err
	}
}

// sourceAttribute returns the attribute of a wire field that is no secret: in a group it has no prefix.
func sourceAttribute(wire string) string {
	name := strings.TrimPrefix(wire, "connection.")
	for prefix, group := range map[string]string{
		"ldap_": "ldap.", "domain_controller_": "kerberos.domain_controller_", "oidc_": "oidc.",
		"google_gsuite_": "google_gsuite.", "google_cloud_": "google_cloud.", "iam_": "aws.",
		"openstack_": "openstack.", "azure_": "azure.", "mfa_": "mfa.",
	} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return group + rest
		}
	}
	return name
}

// keyFrom and keyTo are a validity that holds now, within the 730 days that PrivX allows.
var (
	keyFrom = time.Now().UTC().Truncate(24 * time.Hour)
	keyTo   = keyFrom.AddDate(1, 0, 0)
)

// keyDrifts returns the changes of an authorized key.
func keyDrifts(t *testing.T, fake *acctest.PrivX, _ string) []drift {
	t.Helper()
	return privxObject{
		table:     writable("authorized_keys"),
		attribute: func(wire string) string { return wire },
		edit: func(change func(map[string]any) error) error { // of the key that is there then
			return editOf(fake, "authorized_keys/"+keyID(fake))(change)
		},
		values: map[string]any{
			"public_key": ecdsaKey, "not_before": keyFrom.Add(time.Second).Format(time.RFC3339),
			"not_after":      keyTo.Add(-time.Hour).Format(time.RFC3339),
			"source_address": []any{"198.51.100.0/24"},
		},
		replaced: []string{"public_key"},
	}.drifts(t)
}

// roleTable returns the fields of a role that are managed; the others are kept as they are.
func roleTable() []privxfake.Field {
	return slices.DeleteFunc(writable("roles"), func(f privxfake.Field) bool {
		return f.Path != "name" && f.Path != "comment"
	})
}

// roleDrifts returns the changes of a role. It fails for a field that the resource manages and roleTable lacks.
func roleDrifts(t *testing.T, fake *acctest.PrivX, id string) []drift {
	t.Helper()
	managed := pathsIn(roleTable(), nil)
	for _, a := range acctest.NewRun(t, "").Schema.ResourceSchemas["pam_privx_role"].Block.Attributes {
		for _, f := range writable("roles") {
			if name, _, _ := strings.Cut(f.Path, "."); name == a.Name && !slices.Contains(managed, f.Path) {
				t.Errorf("%s has an attribute and is not drifted", f.Path)
			}
		}
	}
	return privxObject{
		table: roleTable(), attribute: func(wire string) string { return wire }, edit: editOf(fake, "roles/"+id),
	}.drifts(t)
}

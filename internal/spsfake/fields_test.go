package spsfake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// leaves returns the paths and values of a document: of all lists, and of all that is neither list nor object.
func leaves(at string, value any) map[string]any {
	found := map[string]any{}
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			maps.Copy(found, leaves(within(at, name), inner))
		}
		return found
	case []any:
		for i, inner := range v {
			maps.Copy(found, leaves(within(at, fmt.Sprint(i)), inner))
		}
	}
	found[at] = value
	return found
}

// TestFieldsOfTheSamples compares the fields of the vendor's samples with what is in them, key by key.
func TestFieldsOfTheSamples(t *testing.T) {
	t.Parallel()
	for name, collection := range map[string]string{
		"group_post": groups, "trust_store_post": trustStores, "ldap_server_post": ldapServers,
		"ldap_server_example_post": ldapServers, "login_method_ldap_post": loginMethods,
		"login_method_local_post": loginMethods, "login_method_radius_ldap_post": loginMethods,
		"login_method_radius_post": loginMethods, "login_method_saml2_post": loginMethods,
		"login_method_x509_ldap_post": loginMethods, "login_method_x509_post": loginMethods,
	} {
		doc := sample(t, name)
		want := leaves("", doc)
		var got []string
		for _, f := range New(Options{}).Fields(collection, doc) {
			got = append(got, f.Path)
			if !f.Takes(want[f.Path]) && !strings.Contains(fmt.Sprint(want[f.Path]), "XXXX") {
				t.Errorf("%s: %s does not take %v", name, f.Path, want[f.Path])
			}
			if f.Takes(map[string]any{}) {
				t.Errorf("%s: %s takes an object", name, f.Path)
			}
		}
		slices.Sort(got)
		if paths := slices.Sorted(maps.Keys(want)); !slices.Equal(got, paths) {
			t.Errorf("%s has\n%v, the table\n%v", name, paths, got)
		}
	}
}

// TestFieldsSayWhatShapesKnow looks at one field of each sort.
func TestFieldsSayWhatShapesKnow(t *testing.T) {
	t.Parallel()
	fake := New(Options{})
	found := func(collection, path string, doc map[string]any) string {
		for _, f := range fake.Fields(collection, doc) {
			if f.Path == path {
				f.shape = nil
				return strings.ReplaceAll(fmt.Sprintf("%+v", f), " shape:<nil>", "")
			}
		}
		return "nothing"
	}
	const flags = "Decides:%t Nullable:%t Fixed:%t ServerSet:%t Secret:%t}"
	for _, row := range []struct {
		collection, path string
		doc              map[string]any
		want             string
	}{
		{
			users, "password_created", nil,
			"{Path:password_created Kind:integer Enum:[] To: " + fmt.Sprintf(flags, false, true, false, true, false),
		},
		{
			users, "password", nil,
			"{Path:password Kind:reference Enum:[] To:passwords " + fmt.Sprintf(flags, false, true, false, false, true),
		},
		{
			groups, "members", nil, "{Path:members Kind:list Enum:[] To:aaa/local_database/users " +
				fmt.Sprintf(flags, false, false, false, false, false),
		},
		{
			groups, "members.1",
			map[string]any{"members": []string{"a", "b"}},
			"{Path:members.1 Kind:reference Enum:[] To:aaa/local_database/users " +
				fmt.Sprintf(flags, false, false, false, false, false),
		},
		{
			loginMethods, "type", nil, "{Path:type Kind:string Enum:[ldap local radius saml2 x509] To: " +
				fmt.Sprintf(flags, true, false, true, false, false),
		},
		{loginMethods, "title", nil, "nothing"},
		{
			ldapServers, "schema.membership_check.enabled",
			map[string]any{"schema": map[string]any{"selection": "ad"}},
			"{Path:schema.membership_check.enabled Kind:boolean Enum:[] To: " +
				fmt.Sprintf(flags, true, false, false, false, false),
		},
		{
			trustStores, "revocation_check", nil, "{Path:revocation_check Kind:string Enum:[none leaf full] To: " +
				fmt.Sprintf(flags, false, false, false, false, false),
		},
	} {
		if got := found(row.collection, row.path, row.doc); got != row.want {
			t.Errorf("%s has %s, want %s", row.collection, got, row.want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("there are fields of nothing")
		}
	}()
	fake.Fields("nothing", nil)
}

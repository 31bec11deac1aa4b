package sps

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

// Kinds are all objects of SPS that can be managed.
func Kinds() []object.Kind {
	return []object.Kind{
		usergroup, user, trustStore, ldapServer, loginMethod, loginMethodOrder, usermappingPolicy, plugin,
	}
}

// DataSources are all data sources of SPS.
func DataSources() []func() datasource.DataSource {
	return slices.Concat(usergroupLookup.DataSources(), userLookup.DataSources(), trustStoreLookup.DataSources(),
		ldapServerLookup.DataSources(), loginMethodLookup.DataSources(), usermappingPolicyLookup.DataSources(),
		[]func() datasource.DataSource{pluginsData.New, aclsData.New, infoData.New})
}

// lookup describes the data sources of an object of which resource and client have the same shape.
func lookup[V, T any](
	name, noun string, attributes func() resource.Schema, of func(client) *spsapi.Collection[T],
	key func(T) (key, name string), show func(*V, T),
) *object.Lookup[V, T, client] {
	plural := name + "s"
	if stem, ok := strings.CutSuffix(name, "policy"); ok {
		plural = stem + "policies"
	}
	return &object.Lookup[V, T, client]{
		System: System, Type: name, Types: plural, Noun: noun, Key: key, Show: show, IsID: isKeyOf(noun),
		Of:         func(c client) object.Reader[T] { return of(c) },
		Attributes: func() map[string]schema.Attribute { return tfkit.Computed(attributes().Attributes) },
		One:        "One " + noun + " of SPS, by key or by name. Secrets are never read.",
		All: "All objects of the kind " + noun + " that SPS has, those built in among them, in the server's order. Secrets " +
			"are never read.",
	}
}

// Package sps holds the Terraform objects of One Identity Safeguard for Privileged Sessions, one object a file.
package sps

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

type client = *spsapi.Client

// System is Safeguard for Privileged Sessions.
var System = &object.System[client]{Name: "SPS", IsGone: spsapi.IsNotFound, Properties: func(err error) []string {
	var e *spsapi.Error
	if !errors.As(err, &e) {
		return nil
	}
	properties := e.Properties()
	if spsapi.IsTaken(err) {
		properties = append(properties, "name")
	}
	return properties
}}

// aKey matches the keys of SPS: old and new ones, and the negative numbers of what is built in (api/sps.md §3).
var (
	aKey        = regexp.MustCompile(`^-?[0-9A-Za-z][0-9A-Za-z_.-]*$`)
	aKeyOrEmpty = regexp.MustCompile(`^(` + aKey.String() + `)?$`)
)

// isKeyOf accepts keys of SPS. The noun is what the key is of; its data source finds objects by name.
func isKeyOf(noun string) validator.String { return matchesKey(aKey, noun) }

// isKeyOrEmpty accepts keys of SPS, and nothing, which is checked elsewhere or means none.
func isKeyOrEmpty(noun string) validator.String { return matchesKey(aKeyOrEmpty, noun) }

func matchesKey(pattern *regexp.Regexp, noun string) validator.String {
	return stringvalidator.RegexMatches(pattern, fmt.Sprintf("must be a key of SPS; a name is no key of any %s: data "+
		"\"pam_sps_%s\" finds it by name", noun, strings.ReplaceAll(strings.ToLower(noun), " ", "_")))
}

// keyAttribute is the key of another object.
func keyAttribute(noun, description string) schema.StringAttribute {
	return nameAttribute(description, isKeyOrEmpty(noun))
}

// onlyKey is the identity of an ordinary object: its key.
func onlyKey[M any](noun, example string) []object.Part[M, client] {
	parts := object.OnlyID[M, client](aKey.MatchString, example)
	parts[0].Description = "Key of the " + noun + " in SPS."
	return parts
}

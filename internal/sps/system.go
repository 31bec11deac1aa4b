// Package sps holds the Terraform objects of One Identity Safeguard for Privileged Sessions, one object a file.
package sps

import (
	"errors"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
)

type client = *spsapi.Client

// System is Safeguard for Privileged Sessions.
var System = &object.System[client]{Name: "SPS", IsGone: spsapi.IsNotFound, Properties: func(err error) []string {
	var e *spsapi.Error
	if errors.As(err, &e) {
		return e.Properties()
	}
	return nil
}}

// aKey matches the keys of SPS: old and new ones, and the negative numbers of what is built in (api/sps.md §3).
var aKey = regexp.MustCompile(`^-?[0-9A-Za-z][0-9A-Za-z_.-]*$`)

// isKey accepts keys of SPS.
func isKey() validator.String { return stringvalidator.RegexMatches(aKey, "must be a key of SPS") }

// onlyKey is the identity of an ordinary object: its key.
func onlyKey[M any](noun, example string) []object.Part[M, client] {
	parts := object.OnlyID[M, client](aKey.MatchString, example)
	parts[0].Description = "Key of the " + noun + " in SPS."
	return parts
}

package sps

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

const (
	maxPassword = 150
	// passwordCharacters are those beside letters and digits that SPS accepts in a password
	// (seeds/003, the field bind_password).
	passwordCharacters = " !\"#$%&'()*+,-./:;<=>?@[]\\^-`{}_|"
)

// isPassword accepts what SPS accepts as a password or shared secret.
func isPassword() validator.String {
	return tfkit.IsSecretly("a password that SPS accepts", func(s string) error {
		if len(s) > maxPassword {
			return fmt.Errorf("it has %d characters, and SPS takes %d at most", len(s), maxPassword)
		}
		for _, c := range s {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
			if !letter && !strings.ContainsRune(passwordCharacters, c) {
				return fmt.Errorf("beside letters and digits SPS takes only the space and %s", passwordCharacters[1:])
			}
		}
		return nil
	})
}

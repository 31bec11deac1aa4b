package provider_test

import (
	"os"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	acctest.RemoveBuilt()
	os.Exit(code)
}

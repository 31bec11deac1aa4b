package provider_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/acctest"
)

// TestPluginRefusedAtPlan plans plugins whose files have to be made first. The other refusals are in testdata.
func TestPluginRefusedAtPlan(t *testing.T) {
	t.Parallel()
	run := acctest.NewRun(t, acctest.Nowhere)
	plugin := zipOf(t, "MANIFEST", "main.py")
	sum := sha256.Sum256(plugin)
	right := fmt.Sprintf("file_sha256 = %q\n", hex.EncodeToString(sum[:]))
	other := fmt.Sprintf("file_sha256 = %q\n", strings.Repeat("0", 64))
	for name, row := range map[string]struct {
		content                  []byte
		more, attribute, message string
	}{
		"good":                         {plugin, "", "", ""},
		"good with its hash":           {plugin, right, "", ""},
		"good with an unknown hash":    {plugin, "file_sha256 = unknown\n", "", ""},
		"good with a hash in capitals": {plugin, "file_sha256 = " + strings.ToUpper(right[14:]), "", ""},
		"another hash":                 {plugin, other, "file_sha256", "file_sha256 is 0000"},
		"empty":                        {nil, "", "file", "it is not a zip file"},
		"empty zip":                    {zipOf(t), "", "file", "it has no MANIFEST at its root"},
		"without MANIFEST":             {zipOf(t, "main.py"), "", "file", "it has no MANIFEST at its root"},
		"with MANIFEST further down":   {zipOf(t, "plugin/MANIFEST"), "", "file", "it has no MANIFEST at its root"},
		"with manifest in lower":       {zipOf(t, "manifest"), "", "file", "it has no MANIFEST at its root"},
		"too large":                    {plugin, "", "file", "is larger than 64 MiB"},
		"cut off":                      {plugin[:len(plugin)-30], "", "file", "it is not a zip file"},
	} {
		file := filepath.Join(t.TempDir(), "plugin.zip")
		if err := os.WriteFile(file, row.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if name == "too large" {
			if err := os.Truncate(file, 2<<30); err != nil {
				t.Fatal(err)
			}
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := run.Plan("pam_sps_plugin", acctest.State{}, fmt.Sprintf("file = %q\n%s", file, row.more)).Diagnostics
			if row.attribute == "" {
				diags.MustSucceed(t)
				return
			}
			diags.MustFail(t, row.attribute, row.message)
			if got := diags.Errors(); len(got) != 1 {
				t.Errorf("%d errors, want 1:\n%s", len(got), strings.Join(got, "\n"))
			}
		})
	}
}

// zipOf returns a zip that holds empty files of the names.
func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

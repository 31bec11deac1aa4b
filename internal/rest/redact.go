package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// masked stands where a secret stood.
const masked = "***"

// secretKey matches the names of fields whose text is secret, in both systems. A name too many costs a line in a log, a
// name too few costs a secret.
var secretKey = regexp.MustCompile(`(?i)password|passphrase|secret|token|ticket|apikey|api_key|private_?key|` +
	`config_json|credential|seed|authorization|cookie|access_key|^plain$`)

// redact returns a JSON body as text for a log, without its secrets. Of what is not JSON only the size is shown.
func redact(body []byte, secrets []string) string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return fmt.Sprintf("(%d bytes, not JSON)", len(body))
	}
	out, err := json.Marshal(withoutSecrets(v, false))
	if err != nil {
		return fmt.Sprintf("(%d bytes)", len(body))
	}
	return string(scrub(out, secrets))
}

func withoutSecrets(v any, secret bool) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = withoutSecrets(e, secret || secretKey.MatchString(k))
		}
	case []any:
		for i, e := range v {
			v[i] = withoutSecrets(e, secret)
		}
	case string:
		if secret && v != "" {
			return masked
		}
	}
	return v
}

// secretsIn collects the secret texts of a JSON body,
// so that they can be taken out of whatever the server says about it.
func secretsIn(body []byte) []string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return nil
	}
	var found []string
	var walk func(v any, secret bool)
	walk = func(v any, secret bool) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(e, secret || secretKey.MatchString(k))
			}
		case []any:
			for _, e := range v {
				walk(e, secret)
			}
		case string:
			if secret {
				found = append(found, v)
			}
		}
	}
	walk(v, false)
	return found
}

// sortedSecrets drops what is too short to be a secret or is a mask, adds the spellings that a server may answer with,
// and puts the longest first, so that a secret inside another leaves nothing behind.
func sortedSecrets(in []string) []string {
	var out []string
	for _, s := range in {
		if len(s) < 4 || strings.Trim(s, "*") == "" {
			continue
		}
		out = append(out, s)
		if quoted, err := json.Marshal(s); err == nil {
			out = append(out, strings.Trim(string(quoted), `"`))
		}
		out = append(out, url.QueryEscape(s))
	}
	slices.SortFunc(out, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(out)
}

func scrub(text []byte, secrets []string) []byte {
	for _, s := range secrets {
		text = bytes.ReplaceAll(text, []byte(s), []byte(masked))
	}
	return text
}

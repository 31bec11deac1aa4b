package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// secretKey matches the names of fields whose text is secret, in both systems. A name too many costs a line in a log, a
// name too few costs a secret.
var secretKey = regexp.MustCompile(`(?i)password|passphrase|secret|token|ticket|api[_-]?key|private_?key|` +
	`config_json|credential|seed|authorization|cookie|session_?id|access_key|^plain$`)

// plainKey matches what secretKey matches by mistake: texts about secrets, which must be readable in an error.
var plainKey = regexp.MustCompile(`(?i)_(ur[il]|type|policy|strength|endpoint)$`)

func isSecretKey(name string) bool { return secretKey.MatchString(name) && !plainKey.MatchString(name) }

// minCookie is the length from which on a cookie is taken for a credential and not for a setting.
const minCookie = 16

// redact returns a JSON body as text for a log, without its secrets. Of what is not JSON only the size is shown, and of
// an answer that is secret only its fields.
func (s *secrets) redact(body []byte, secret bool) string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return fmt.Sprintf("(%d bytes, not JSON)", len(body))
	}
	out, err := json.Marshal(s.without(v, secret))
	if err != nil {
		return fmt.Sprintf("(%d bytes)", len(body))
	}
	return s.clean(string(out)) // once more, for what spans fields
}

func (s *secrets) without(v any, secret bool) any {
	switch v := v.(type) {
	case map[string]any:
		cleaned := make(map[string]any, len(v))
		for k, e := range v {
			cleaned[s.clean(k)] = s.without(e, secret || isSecretKey(k))
		}
		return cleaned
	case []any:
		for i, e := range v {
			v[i] = s.without(e, secret)
		}
	case string:
		if secret && v != "" {
			return masked
		}
		return s.clean(v)
	case json.Number:
		if cleaned := s.clean(v.String()); cleaned != v.String() {
			return cleaned
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
				walk(e, secret || isSecretKey(k))
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

// addHeader adds the credentials of a header: "Bearer x", "session_id=x", or the name and password of "Basic x".
func (s *secrets) addHeader(h http.Header) {
	for name, values := range h {
		if !isSecretKey(name) {
			continue
		}
		for _, value := range values {
			token := value[strings.IndexAny(value, " =")+1:]
			s.add(value, token)
			if pair, ok := fromBase64(token); ok {
				_, password, _ := strings.Cut(pair, ":")
				s.add(password)
				if plain, err := url.QueryUnescape(password); err == nil { // OAuth encodes both parts first
					s.add(plain)
				}
			}
		}
	}
}

// addAnswer adds what an answer hands out to log in with. A login's may hold a session and tokens of several kinds.
func (s *secrets) addAnswer(resp *http.Response, body []byte, login bool) {
	for _, cookie := range resp.Cookies() {
		if len(cookie.Value) >= minCookie {
			s.add(cookie.Value)
		}
	}
	if login && resp.StatusCode < http.StatusMultipleChoices {
		s.add(secretsIn(body)...)
	}
}

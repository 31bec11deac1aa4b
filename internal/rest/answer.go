package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// shownText bounds what an error repeats of an answer that is not the system's.
const shownText = 120

// Response is the server's last answer, whatever its status. The body has been read whole.
type Response struct {
	Method, Path string
	// URL is what was asked for, whole but for the query.
	URL        string
	StatusCode int
	Header     http.Header
	Body       []byte
	secrets    *secrets
}

// Clean takes all secrets that the client knows out of a text of the server's, which may repeat what it refuses.
func (r *Response) Clean(text string) string { return r.secrets.clean(text) }

// JSON decodes the body into v. Numbers in an any become json.Number, so that none loses digits.
func (r *Response) JSON(v any) error {
	d := json.NewDecoder(bytes.NewReader(r.Body))
	d.UseNumber()
	err := d.Decode(v)
	if errors.Is(err, io.EOF) && r.IsEmpty() {
		return errors.New("it is empty")
	}
	return err
}

// Words returns the decoded body in which every text, names included, has gone through Clean; nil where the body is not
// JSON. All that an error repeats of the server comes from here, so that no field of it can be forgotten.
func (r *Response) Words() any {
	var v any
	if r.JSON(&v) != nil {
		return nil
	}
	return r.cleaned(v)
}

func (r *Response) cleaned(v any) any {
	switch v := v.(type) {
	case string:
		return r.Clean(v)
	case json.Number:
		return json.Number(r.Clean(v.String()))
	case []any:
		for i, element := range v {
			v[i] = r.cleaned(element)
		}
	case map[string]any:
		clean := make(map[string]any, len(v))
		for name, element := range v {
			clean[r.Clean(name)] = r.cleaned(element)
		}
		return clean
	}
	return v
}

// IsEmpty reports whether the answer has no body.
func (r *Response) IsEmpty() bool { return len(bytes.TrimSpace(r.Body)) == 0 }

// IsHTML reports whether the answer is a web page: then it came from a proxy or another site, not from the API.
func (r *Response) IsHTML() bool {
	body := bytes.TrimSpace(r.Body)
	return len(body) > 0 && strings.Contains(r.Header.Get("Content-Type"), "html") || bytes.HasPrefix(body, []byte("<"))
}

// IsDocument reports whether the body is a JSON object or list by its first character.
func (r *Response) IsDocument() bool {
	body := bytes.TrimSpace(r.Body)
	return len(body) > 0 && (body[0] == '{' || body[0] == '[') && !r.IsHTML()
}

// IsRedirect reports whether the server points elsewhere. Redirects are never followed.
func (r *Response) IsRedirect() bool {
	return r.StatusCode >= http.StatusMultipleChoices && r.StatusCode < http.StatusBadRequest
}

// Foreign says what came in place of an answer of the system's own, and what is likely wrong.
func (r *Response) Foreign(system string) string {
	switch {
	case r.IsRedirect():
		return r.redirect(system)
	case r.isPlainToTLS():
		return "the server speaks TLS on this port, and url begins with http://. Set url to " + overTLS(r.base())
	}
	return "the answer is " + r.met() + ", not " + system + "'s. " + r.Likely(system)
}

// Likely says what is likely wrong where somebody else than the system answers.
func (r *Response) Likely(system string) string {
	if r.StatusCode >= http.StatusInternalServerError {
		return fmt.Sprintf("A proxy answers in the place of %s, which may be down behind it; or url (%s) is wrong", system,
			r.base())
	}
	return fmt.Sprintf("Check url (%s): its host, port or path is wrong, or a proxy answers in the place of %s", r.base(),
		system)
}

func (r *Response) base() string { return strings.TrimSuffix(r.URL, r.Path) }

var pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// met is what the answer looks like.
func (r *Response) met() string {
	switch {
	case r.IsEmpty():
		return "empty"
	case r.IsHTML():
		if title := pageTitle.FindSubmatch(r.Body); title != nil {
			return "a web page (" + r.shown(html.UnescapeString(string(title[1]))) + ")"
		}
		return "a web page"
	case json.Valid(r.Body):
		return "JSON of another kind (" + r.shown(r.secrets.redact(r.Body, false)) + ")"
	}
	return "text (" + r.shown(string(r.Body)) + ")"
}

// shown shortens a text of somebody else's to what fits into a sentence.
func (r *Response) shown(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(r.Clean(text), "?")), " ")
	if runes := []rune(text); len(runes) > shownText {
		text = string(runes[:shownText]) + "..."
	}
	return text
}

func (r *Response) redirect(system string) string {
	asked, err := url.Parse(r.URL)
	location := r.Header.Get("Location")
	if err != nil || location == "" {
		return "the server redirects without saying where. " + r.Likely(system)
	}
	to, err := asked.Parse(location)
	if err != nil || to.Host == "" {
		return "the server redirects to what is no URL. " + r.Likely(system)
	}
	target := r.Clean(to.Scheme + "://" + to.Host)
	if to.Hostname() == asked.Hostname() && to.Scheme == "https" && asked.Scheme == "http" {
		return "the server redirects to " + target + ". Set url to https://, too"
	}
	return fmt.Sprintf("the server redirects to %s. If %s is there, set url to where it points; else the path of url "+
		"(%s) is wrong, or a proxy asks for a login first", target, system, r.base())
}

// isPlainToTLS recognises the refusals of common servers of a request that is not encrypted.
func (r *Response) isPlainToTLS() bool {
	body := strings.ToLower(string(r.Body))
	return r.StatusCode == http.StatusBadRequest && strings.HasPrefix(r.URL, "http://") && !r.IsDocument() &&
		(strings.Contains(body, "https") || strings.Contains(body, "ssl"))
}

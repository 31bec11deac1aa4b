// Package rest is what the clients of both systems share: TLS, proxy, retries, a bound on concurrency, sessions, and
// logs that never hold a secret. It knows nothing of PrivX, SPS or Terraform.
package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Defaults of the provider's settings of the same names.
const (
	DefaultTimeout       = 30 * time.Second
	DefaultRetries       = 4
	DefaultMaxConcurrent = 10
	defaultMinBackoff    = 250 * time.Millisecond
	defaultMaxBackoff    = 30 * time.Second
)

// Config says how to reach one system. Only URL is required.
type Config struct {
	// URL is the base of every request, with scheme and without a query. A trailing slash does not matter.
	URL string
	// CACertificates are PEM certificates that are trusted beside the system's own.
	CACertificates string
	// ClientCertificate and ClientKey are PEM, for servers that ask for a certificate.
	ClientCertificate, ClientKey string
	// InsecureSkipVerify turns the check of the server's certificate off.
	InsecureSkipVerify bool
	// Timeout bounds one attempt, from connecting to the last byte of the answer. 0 means DefaultTimeout.
	Timeout time.Duration
	// MaxRetries is how often a request is repeated after its first attempt. Negative means never, as 0 does.
	MaxRetries int
	// MaxConcurrent bounds the requests in flight. 0 means DefaultMaxConcurrent.
	MaxConcurrent int
	// MinBackoff is the wait before the first repetition; each further one doubles it. 0 means 250 ms.
	MinBackoff time.Duration
	// UserAgent is sent with every request.
	UserAgent string
	// Secrets are values that must not appear in a log or an error, whoever puts them there.
	Secrets []string
	// Busy reports whether an answer says that the request was not executed because the server has too much to do. Such
	// an answer is repeated under any status, for any method. It may be nil.
	Busy func(status int, body []byte) bool
}

// Client sends requests to one system. It is safe for concurrent use.
type Client struct {
	base      *url.URL
	userAgent string
	retry     *retryablehttp.Client
	secrets   *secrets
	busy      func(status int, body []byte) bool
}

// New checks the configuration and makes a client. It does not connect.
func New(c Config) (*Client, error) {
	base, err := ParseURL(c.URL)
	if err != nil {
		return nil, err
	}
	transport, err := newTransport(c)
	if err != nil {
		return nil, err
	}
	known := &secrets{}
	known.add(append([]string{c.ClientKey}, c.Secrets...)...)
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	retry := &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: newExchange(transport, c.MaxConcurrent, timeout),
			// A followed redirect would turn a POST into a GET and could carry the credential to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     max(c.MaxRetries, 0),
		RetryWaitMin: c.MinBackoff,
		RetryWaitMax: defaultMaxBackoff,
		CheckRetry:   checkRetry,
		Backoff:      backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	if retry.RetryWaitMin <= 0 {
		retry.RetryWaitMin = defaultMinBackoff
	}
	return &Client{base: base, userAgent: c.UserAgent, retry: retry, secrets: known, busy: c.Busy}, nil
}

// ParseURL checks the base URL of a system and brings it into the form that paths are appended to.
func ParseURL(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(s), "/"))
	switch {
	case strings.Contains(s, "@"):
		// Not repeated, here or by the parser: what is before the @ may be a password.
		return nil, errors.New("the URL holds a user name or password; use the settings made for them")
	case err != nil:
		return nil, fmt.Errorf("%q is not a URL: %w", s, errors.Unwrap(err))
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, fmt.Errorf("%q is not a URL such as https://host.example.com", s)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%q has a query or fragment; the URL ends with the host or a path", s)
	}
	return u, nil
}

// URL returns what is asked for under a path, whole but for the query.
func (c *Client) URL(path string) string { return c.base.String() + path }

// Path joins the segments of a path. Each is escaped, so that no id can reach another path.
func Path(segments ...string) string {
	var b strings.Builder
	for _, s := range segments {
		b.WriteByte('/')
		if s == "." || s == ".." {
			s = strings.ReplaceAll(s, ".", "%2E")
		} else {
			s = url.PathEscape(s)
		}
		b.WriteString(s)
	}
	return b.String()
}

// Request is one call. Path begins with a slash and is already escaped (see Path).
type Request struct {
	Method, Path string
	Query        url.Values
	// Body is sent as JSON when it is not nil.
	Body any
	// Form is sent instead of Body, and never logged.
	Form url.Values
	// Raw is sent instead of Body, as ContentType, and never logged.
	Raw         []byte
	ContentType string
	// Header is sent as it is, and never logged.
	Header http.Header
	// Repeatable says that doing it twice does what doing it once does. GET, PUT and DELETE always are.
	Repeatable bool
	// Once says that even what may be repeated is not: the caller decides after the first attempt.
	Once bool
	// Timeout bounds one attempt in place of the client's. 0 means the client's.
	Timeout time.Duration
	// Secrets are taken out of whatever the server says from now on, like those that the client finds by itself: in the
	// fields of Body and Form that are named like a secret, and in the headers of a login.
	Secrets []string
}

// Do sends one request with the session's credential (none if s is nil), repeating it as far as that is safe. A 401
// drops the credential and tries once more with a new one. The error is of type *ConnectionError when no answer came,
// or the session's when it could not log in.
func (c *Client) Do(ctx context.Context, s *Session, r Request) (*Response, error) {
	if s == nil {
		return c.send(ctx, r, Credential{})
	}
	for attempt := 0; ; attempt++ {
		credential, err := s.credential(ctx)
		if err != nil {
			return nil, err
		}
		resp, err := c.send(ctx, r, credential)
		if err != nil || resp.StatusCode != http.StatusUnauthorized || attempt > 0 || !s.drop(credential) {
			return resp, err
		}
	}
}

func (c *Client) send(ctx context.Context, r Request, credential Credential) (*Response, error) {
	call := &call{
		repeatable: r.Repeatable || r.Method != http.MethodPost, once: r.Once, timeout: r.Timeout,
		login: credential.Header == "", secrets: c.secrets, busy: c.busy,
	}
	c.secrets.add(r.Secrets...)
	req, err := c.newRequest(context.WithValue(ctx, callKey{}, call), r)
	if err != nil {
		return nil, err
	}
	if credential.Header != "" {
		req.Header.Set(credential.Header, credential.Value)
	}
	c.secrets.addHeader(req.Header) // a server may say which token it refuses
	resp, err := c.retry.Do(req)
	if err != nil {
		if resp != nil {
			_ = resp.Body.Close()
		}
		if failed := newConnectionError(r, c.base, err, call); call.login && isTooLarge(err) {
			return nil, &PermanentError{failed}
		} else {
			return nil, failed
		}
	}
	body, _ := bodyOf(resp)
	return &Response{
		Method: r.Method, Path: r.Path, URL: c.URL(r.Path), StatusCode: resp.StatusCode, Header: resp.Header,
		Body: body, secrets: call.secrets,
	}, nil
}

func (c *Client) newRequest(ctx context.Context, r Request) (*retryablehttp.Request, error) {
	if len(r.Path) > 1 && strings.HasSuffix(r.Path, "/") || strings.Contains(r.Path, "//") {
		// Without the id it would be the whole collection's path.
		return nil, fmt.Errorf("%s %s: an id in the path is empty", r.Method, c.URL(r.Path))
	}
	target := c.URL(r.Path)
	if len(r.Query) > 0 {
		target += "?" + r.Query.Encode()
	}
	var body any
	contentType := ""
	switch {
	case r.Form != nil:
		body, contentType = []byte(r.Form.Encode()), "application/x-www-form-urlencoded"
		for name, values := range r.Form {
			if isSecretKey(name) {
				c.secrets.add(values...)
			}
		}
	case r.Raw != nil:
		body, contentType = r.Raw, r.ContentType
	case r.Body != nil:
		encoded, err := json.Marshal(r.Body)
		if err != nil {
			return nil, fmt.Errorf("%s %s: encoding the request: %w", r.Method, c.URL(r.Path), err)
		}
		c.secrets.add(secretsIn(encoded)...)
		body, contentType = encoded, "application/json"
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, r.Method, target, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Method, c.URL(r.Path), err)
	}
	for k, v := range r.Header {
		req.Header[k] = v
	}
	req.Header.Set("Accept", "application/json")
	if c.userAgent != "" {
		req.Header.Set("User-Agent", c.userAgent)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req, nil
}

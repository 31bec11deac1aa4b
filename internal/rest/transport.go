package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"golang.org/x/sync/semaphore"
)

// MaxAnswer bounds an object or list after decompression. Compressed, 250 KB may be 250 MiB.
const MaxAnswer = 64 << 20

const (
	dialTimeout = 10 * time.Second
	// maxWords bounds an error and the answer to a login, which are a few lines.
	maxWords = 1 << 20
)

// tooLargeError is an answer that was not read to its end. Asked again, it would be as large.
type tooLargeError struct {
	status int
	limit  int64
}

func (e *tooLargeError) Error() string {
	return fmt.Sprintf("status %d: the answer is larger than %d MiB", e.status, e.limit>>20)
}

func isTooLarge(err error) bool {
	var e *tooLargeError
	return errors.As(err, &e)
}

// newTransport makes a transport that honours HTTPS_PROXY and NO_PROXY and trusts the configured CA beside the
// system's own.
func newTransport(c Config) (*http.Transport, error) {
	config := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: c.InsecureSkipVerify, //nolint:gosec // the user's own setting, off by default, with a warning
	}
	if c.CACertificates != "" {
		pool, err := CertPool(c.CACertificates)
		if err != nil {
			return nil, err
		}
		config.RootCAs = pool
	}
	if c.ClientCertificate != "" {
		pair, err := tls.X509KeyPair([]byte(c.ClientCertificate), []byte(c.ClientKey))
		if err != nil {
			return nil, fmt.Errorf("client certificate and key: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	t := cleanhttp.DefaultPooledTransport()
	t.TLSClientConfig = config
	t.OnProxyConnectResponse = checkTunnel
	t.DialContext = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext
	t.MaxResponseHeaderBytes = maxWords
	t.MaxIdleConnsPerHost = max(c.MaxConcurrent, DefaultMaxConcurrent)
	return t, nil
}

// CertPool is the system's pool with the given PEM certificates added.
func CertPool(pem string) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM([]byte(pem)) {
		return nil, errors.New("no PEM certificate found (-----BEGIN CERTIFICATE-----)")
	}
	return pool, nil
}

// exchange does one attempt whole, headers and body, so that a connection lost inside an answer is retried like any
// other. It holds one of the places for concurrent requests just as long, and time spent waiting for one does not count
// towards the timeout.
type exchange struct {
	next    http.RoundTripper
	places  *semaphore.Weighted
	timeout time.Duration
}

func newExchange(next http.RoundTripper, maxConcurrent int, timeout time.Duration) *exchange {
	if maxConcurrent <= 0 {
		maxConcurrent = DefaultMaxConcurrent
	}
	return &exchange{next: next, places: semaphore.NewWeighted(int64(maxConcurrent)), timeout: timeout}
}

// RoundTrip implements http.RoundTripper.
func (e *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := e.places.Acquire(ctx, 1); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	defer e.places.Release(1)
	call := callOf(ctx)
	call.attempt++
	start := time.Now()
	logRequest(req, call)
	timeout := e.timeout
	if call.timeout > 0 {
		timeout = call.timeout
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp, err := e.next.RoundTrip(req.WithContext(bounded))
	if err == nil {
		limit := int64(MaxAnswer)
		if call.login || resp.StatusCode >= http.StatusMultipleChoices {
			limit = maxWords
		}
		resp.Body, err = readAll(resp, limit)
	}
	if body, ok := bodyOf(resp); ok && err == nil {
		call.secrets.addAnswer(resp, body, call.login)
	}
	logResponse(ctx, req, resp, err, call, time.Since(start))
	if err != nil {
		return nil, err
	}
	return resp, nil
}

type bodyBytes struct {
	*bytes.Reader
	content []byte
}

func (bodyBytes) Close() error { return nil }

// bodyOf returns the body of an answer that was read whole.
func bodyOf(resp *http.Response) ([]byte, bool) {
	if resp == nil {
		return nil, false
	}
	body, ok := resp.Body.(bodyBytes)
	return body.content, ok
}

func readAll(resp *http.Response, limit int64) (io.ReadCloser, error) {
	content, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	_ = resp.Body.Close()
	if err == nil && int64(len(content)) > limit {
		return bodyBytes{bytes.NewReader(nil), nil}, &tooLargeError{resp.StatusCode, limit}
	}
	return bodyBytes{bytes.NewReader(content), content}, err
}

func logRequest(req *http.Request, call *call) {
	if req.GetBody == nil || req.Header.Get("Content-Type") != "application/json" {
		return
	}
	tflog.Trace(req.Context(), "request body", map[string]any{
		"method": req.Method, "path": req.URL.Path, "body": redacted(func() string {
			body, err := req.GetBody()
			if err != nil {
				return ""
			}
			content, _ := io.ReadAll(body)
			return call.secrets.redact(content, false)
		}),
	})
}

// redacted makes the text of a body when a log takes it, which it seldom does: for a list of 1,000 objects that is more
// work than all that is done with them.
type redacted func() string

// MarshalText implements encoding.TextMarshaler.
func (r redacted) MarshalText() ([]byte, error) { return []byte(r()), nil }

// String implements fmt.Stringer.
func (r redacted) String() string { return r() }

func logResponse(
	ctx context.Context, req *http.Request, resp *http.Response, err error, call *call, took time.Duration,
) {
	fields := map[string]any{
		"method": req.Method, "path": req.URL.Path, "attempt": call.attempt, "duration_ms": took.Milliseconds(),
	}
	if err != nil {
		fields["error"] = call.secrets.clean(err.Error())
		tflog.Debug(ctx, "request failed", fields)
		return
	}
	fields["status"] = resp.StatusCode
	tflog.Debug(ctx, "request", fields)
	if body, ok := bodyOf(resp); ok && len(body) > 0 {
		secret := call.login && resp.StatusCode < http.StatusMultipleChoices
		tflog.Trace(ctx, "response body", map[string]any{
			"method": req.Method, "path": req.URL.Path,
			"body": redacted(func() string { return call.secrets.redact(body, secret) }),
		})
	}
}

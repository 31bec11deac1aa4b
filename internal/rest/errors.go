package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
)

// ConnectionError is a request without an answer.
type ConnectionError struct {
	Method, URL string
	// Sent is false when the request certainly was not executed.
	Sent bool
	// Reason is what happened, Advice what to do about it, where that is known.
	Reason, Advice string
	err            error
}

// Error implements error.
func (e *ConnectionError) Error() string {
	s := fmt.Sprintf("%s %s: %s", e.Method, e.URL, e.Reason)
	if e.Advice != "" {
		s += ". " + e.Advice
	}
	return s
}

// Unwrap returns the error of the Go standard library behind it.
func (e *ConnectionError) Unwrap() error { return e.err }

func newConnectionError(r Request, base *url.URL, err error, call *call) *ConnectionError {
	reason, advice := explain(err, base)
	if call.attempt > 1 {
		reason += fmt.Sprintf(" (after %d attempts)", call.attempt)
	}
	return &ConnectionError{
		Method: r.Method, URL: base.String() + r.Path, Sent: call.attempt > 0 && wasSent(err),
		Reason: call.secrets.clean(reason), Advice: advice, err: err,
	}
}

func explain(err error, base *url.URL) (reason, advice string) {
	var (
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		record   tls.RecordHeaderError
		dns      *net.DNSError
		op       *net.OpError
		proxy    *proxyRefusal
		large    *tooLargeError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return "cancelled", ""
	case errors.As(err, &unknown):
		return "the server's certificate is signed by an authority that this machine does not know",
			"Set ca_certificate to the PEM certificate of the server's CA, for example file(\"ca.pem\")"
	case errors.As(err, &hostname):
		return "the server's certificate is for another host: " + hostname.Error(),
			"Set url to a name that the certificate holds"
	case errors.As(err, &invalid):
		return "the server's certificate is not valid: " + invalid.Error(), "Renew it on the server, or check this " +
			"machine's clock"
	case errors.As(err, &record) || isPlainHTTP(err):
		return "the server does not speak TLS on this port", "Check scheme and port of url (" + base.String() + ")"
	case isTLSRecord(err):
		return "the server speaks TLS on this port, and url begins with http://", "Set url to " + overTLS(base.String())
	case errors.As(err, &proxy):
		return proxy.Error(), proxy.advice()
	case errors.As(err, &op) && isHandshakeAlert(op):
		return "the server refuses the TLS handshake: " + op.Err.Error(), "It may ask for a client certificate " +
			"(client_certificate, client_key) or for another version of TLS"
	case errors.As(err, &dns):
		return fmt.Sprintf("the host name %q cannot be resolved", dns.Name), "Check url"
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return "the proxy cannot be reached: " + op.Err.Error(), "Check HTTPS_PROXY, or set NO_PROXY for this host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused", "Check url (" + base.String() + ") and that the server runs"
	case errors.As(err, &op) && op.Op == "dial" && op.Timeout():
		return fmt.Sprintf("no connection within %s", dialTimeout), "Check url, firewalls and HTTPS_PROXY"
	case errors.As(err, &large):
		return large.Error(), "Check url: another server may answer there"
	case isTimeout(err):
		return "no answer in time", "Raise request_timeout if the server is slow"
	case base.Scheme == "http" && (errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)):
		return "the server closes the connection without an answer",
			"If it speaks TLS on this port, set url to " + overTLS(base.String())
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err.Error(), ""
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded)
}

// isHandshakeAlert recognises the alerts by which a server ends a handshake. With TLS 1.3 they come when the request is
// under way already, but are sent in its place: it was not executed.
func isHandshakeAlert(err error) bool {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return false
	}
	text := op.Err.Error()
	return strings.Contains(text, "certificate") || strings.Contains(text, "handshake failure") ||
		strings.Contains(text, "protocol version")
}

// isPlainHTTP recognises an error that net/http returns as text only.
func isPlainHTTP(err error) bool {
	return strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// isTLSRecord recognises the TLS alert with which a server answers a request that is not encrypted.
func isTLSRecord(err error) bool {
	return strings.Contains(err.Error(), `malformed HTTP response "\x15\x03`)
}

func overTLS(plain string) string { return "https://" + strings.TrimPrefix(plain, "http://") }

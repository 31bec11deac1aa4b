package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// call is what the attempts of one request share.
type call struct {
	repeatable, once bool
	timeout          time.Duration
	attempt          int
	// login says that no credential is sent, so that the answer may hold one.
	login   bool
	secrets *secrets
	busy    func(status int, body []byte) bool
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

// checkRetry repeats what may be repeated: anything that was certainly not executed, and what is repeatable when the
// failure may pass. It never repeats a request that could then happen twice.
func checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if callOf(ctx).once {
		return false, err
	}
	if err != nil {
		if isPermanent(err) || isTooLarge(err) {
			return false, err
		}
		return callOf(ctx).repeatable || !wasSent(err), nil
	}
	if body, ok := resp.Body.(bodyBytes); ok && callOf(ctx).isBusy(resp.StatusCode, body.content) {
		return true, nil
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return true, nil
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return callOf(ctx).repeatable, nil
	}
	return false, nil
}

func (c *call) isBusy(status int, body []byte) bool { return c.busy != nil && c.busy(status, body) }

// backoff doubles from lowest, with half of it left to chance so that callers do not return in step. What the server
// asks for in Retry-After goes first.
func backoff(lowest, highest time.Duration, attempt int, resp *http.Response) time.Duration {
	if resp != nil && resp.Header.Get("Retry-After") != "" {
		// The library reads Retry-After in both its forms, on 429 and 503 only, which is where it is defined.
		if asked := retryablehttp.DefaultBackoff(0, 0, 0, resp); asked > 0 {
			return min(asked, 2*highest)
		}
	}
	return Jitter(min(lowest<<min(attempt, 16), highest))
}

// isPermanent reports whether a failure of connecting will be the same a moment later.
func isPermanent(err error) bool {
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	var proxy *proxyRefusal
	if errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &unknown) || errors.As(err, &proxy) ||
		isPlainHTTP(err) || isTLSRecord(err) || isHandshakeAlert(err) {
		return true
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.IsNotFound
	}
	// Connecting has repeated its SYN for seconds already when it times out.
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial" && op.Timeout()
}

// wasSent is false only when the request certainly did not reach the server.
func wasSent(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return false
	}
	return !isPermanent(err)
}

package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// proxyRefusal is a proxy that does not open a way to the server. The request was not sent, and the proxy would say the
// same again.
type proxyRefusal struct {
	proxy, target string
	statusCode    int
}

// checkTunnel turns a refused CONNECT into an error that names the proxy, but not the password in its URL.
func checkTunnel(_ context.Context, proxy *url.URL, connect *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{proxy.Scheme + "://" + proxy.Host, connect.Host, resp.StatusCode}
}

// Error implements error.
func (e *proxyRefusal) Error() string {
	return fmt.Sprintf("the proxy %s refuses to connect to %s: status %d %s", e.proxy, e.target, e.statusCode,
		http.StatusText(e.statusCode))
}

func (e *proxyRefusal) advice() string {
	if e.statusCode == http.StatusProxyAuthRequired {
		return "Put the proxy's user name and password into HTTPS_PROXY (http://user:password@host:port), or set NO_PROXY " +
			"for this host"
	}
	return "Check HTTPS_PROXY and what the proxy allows, or set NO_PROXY for this host"
}

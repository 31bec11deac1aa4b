// Package spsapi is a client of the REST API of One Identity Safeguard for Privileged Sessions: no Terraform, no state but caches of
// one run. Every change goes through the transaction engine (engine.go).
package spsapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// Defaults of the settings of the same names.
const (
	DefaultLockTimeout   = 5 * time.Minute
	DefaultCommitTimeout = 5 * time.Minute
	defaultGatherTime    = 50 * time.Millisecond
	defaultMinBackoff    = 250 * time.Millisecond
	defaultCommitMessage = "terraform"
)

// Config says where SPS is and who asks: Username and Password, or the certificate of rest.Config for an X.509 login.
type Config struct {
	rest.Config
	Username, Password string
	// LoginMethod is the name of a login method of SPS; empty means the server's default.
	LoginMethod string
	// CommitMessage is sent where SPS demands one.
	CommitMessage string
	// LockTimeout is how long to wait while somebody else holds the configuration. 0 means DefaultLockTimeout.
	LockTimeout time.Duration
	// CommitTimeout bounds one commit or upload. 0 means DefaultCommitTimeout.
	CommitTimeout time.Duration
	// GatherTime is how long a change waits for others to share its transaction. 0 means 50 ms.
	GatherTime time.Duration
}

// Client talks to one SPS. It logs in on first use and is safe for concurrent use.
type Client struct {
	rest *rest.Client
	// reader never has an open transaction, so that it sees what is committed and nothing else.
	reader *rest.Session
	engine *engine

	Usergroups          *Collection[Usergroup]
	Users               *Collection[User]
	TrustStores         *Collection[TrustStore]
	LDAPServers         *Collection[LDAPServer]
	LoginMethods        *LoginMethods
	UsermappingPolicies *Collection[UsermappingPolicy]
	Plugins             *Plugins
}

// New checks the configuration and makes a client. It does not connect.
func New(c Config) (*Client, error) {
	if c.ClientCertificate == "" && (c.Username == "" || c.Password == "") {
		return nil, errors.New("set username and password, or client_certificate and client_key")
	}
	if c.UserAgent == "" || strings.Contains(c.UserAgent, "Mozilla") {
		// From what looks like a browser, SPS 7.5 and later wants another token with every change (api/sps.md §1).
		c.UserAgent = "terraform-provider-pam"
	}
	c.Secrets = append([]string{c.Password}, c.Secrets...)
	c.LockTimeout = positive(c.LockTimeout, DefaultLockTimeout)
	c.CommitTimeout = positive(c.CommitTimeout, DefaultCommitTimeout)
	c.GatherTime = positive(c.GatherTime, defaultGatherTime)
	c.MinBackoff = positive(c.MinBackoff, defaultMinBackoff)
	if c.CommitMessage == "" {
		c.CommitMessage = defaultCommitMessage
	}
	r, err := rest.New(c.Config)
	if err != nil {
		return nil, err
	}
	login := newLogin(r, c)
	client := &Client{rest: r, reader: rest.NewSession(login.credential)}
	client.engine = &engine{client: client, login: login, config: c}
	client.Usergroups = newCollection(client, usergroups)
	client.Users = newCollection(client, users)
	client.TrustStores = newCollection(client, trustStores)
	client.LDAPServers = newCollection(client, ldapServers)
	client.LoginMethods = &LoginMethods{newCollection(client, loginMethods)}
	client.UsermappingPolicies = newCollection(client, usermappingPolicies)
	client.Plugins = &Plugins{client: client}
	return client, nil
}

func positive(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

// send sends one request and turns every answer that is not SPS's success into an *Error.
func (c *Client) send(ctx context.Context, s *rest.Session, r rest.Request) (*rest.Response, error) {
	resp, err := c.rest.Do(ctx, s, r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusMultipleChoices || resp.IsHTML() {
		// A portal in front of SPS answers 200 to anything; nothing was done behind it.
		return nil, newError(resp)
	}
	return resp, nil
}

// get decodes the answer to a GET of what is committed into v.
func (c *Client) get(ctx context.Context, path string, v any) error {
	return c.getAs(ctx, c.reader, rest.Request{Method: http.MethodGet, Path: path}, v)
}

func (c *Client) getAs(ctx context.Context, s *rest.Session, r rest.Request, v any) error {
	resp, err := c.send(ctx, s, r)
	if err != nil {
		return err
	}
	if err := resp.JSON(v); err != nil {
		return newDecodeError(resp, err)
	}
	return nil
}

// forget drops all listings: it follows every commit, done or failed.
func (c *Client) forget() {
	c.Usergroups.forget()
	c.Users.forget()
	c.TrustStores.forget()
	c.LDAPServers.forget()
	c.LoginMethods.forget()
	c.UsermappingPolicies.forget()
	c.Plugins.forget()
}

// ACL is a privilege of a group. SPS lets nobody change them over REST.
type ACL struct {
	Group      string   `json:"group"`
	Permission string   `json:"permission"`
	Objects    []string `json:"objects"`
}

// ACLs gives the privileges of all groups.
func (c *Client) ACLs(ctx context.Context) ([]ACL, error) {
	var answer struct {
		Body []ACL `json:"body"`
	}
	err := c.get(ctx, "/api/configuration/aaa/acls", &answer)
	return answer.Body, err
}

// Info is what SPS says of itself.
type Info struct{ FirmwareVersion, Version string }

// Info asks for the version.
func (c *Client) Info(ctx context.Context) (Info, error) {
	var answer struct {
		Body struct {
			FirmwareVersion loose `json:"firmware_version"`
			Version         loose `json:"version"`
		} `json:"body"`
	}
	err := c.get(ctx, "/api/info", &answer)
	return Info{FirmwareVersion: string(answer.Body.FirmwareVersion), Version: string(answer.Body.Version)}, err
}

// envelope is what SPS wraps every answer in (api/sps.md §3).
type envelope struct {
	Key  string          `json:"key"`
	Body json.RawMessage `json:"body"`
	Meta struct {
		Href   string `json:"href"`
		Parent string `json:"parent"`
	} `json:"meta"`
}

// hasBody is false for the items of lists that hold keys only.
func (e *envelope) hasBody() bool { return len(e.Body) > 0 && string(e.Body) != "null" }

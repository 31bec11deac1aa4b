// Package spsapi is a client of the REST API of One Identity Safeguard for Privileged Sessions: no Terraform, no state
// but caches of one run. Every change goes through the transaction engine (engine.go).
package spsapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
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
	rest sender
	// reader never has an open transaction, so that it sees what is committed and nothing else.
	reader    *rest.Session
	sessions  []*held
	engine    *engine
	snapshots snapshots

	Usergroups          *Collection[Usergroup]
	Users               *Collection[User]
	TrustStores         *Collection[TrustStore]
	LDAPServers         *Collection[LDAPServer]
	LoginMethods        *LoginMethods
	UsermappingPolicies *Collection[UsermappingPolicy]
	Plugins             *Plugins
}

// sender sends requests: a *rest.Client, or a server in memory where a test measures time.
type sender interface {
	Do(ctx context.Context, s *rest.Session, r rest.Request) (*rest.Response, error)
}

// New checks the configuration and returns a client. It does not connect.
func New(c Config) (*Client, error) {
	if c.ClientCertificate == "" && (c.Username == "" || c.Password == "") {
		return nil, errors.New("set username and password, or client_certificate and client_key")
	}
	if c.UserAgent == "" || strings.Contains(c.UserAgent, "Mozilla") {
		// From what looks like a browser, SPS 7.5 and later demands another token with every change (api/sps.md §1).
		c.UserAgent = "terraform-provider-pam"
	}
	c.Secrets = append([]string{c.Password}, c.Secrets...)
	c.Timeout = positive(c.Timeout, rest.DefaultTimeout)
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
	client := &Client{rest: r, sessions: []*held{{login: login}, {login: login}}}
	client.reader = rest.NewSession(client.sessions[0].renew)
	client.engine = &engine{client: client, login: login, held: client.sessions[1], config: c}
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

// Close waits for the changes under way, and returns the sessions. It takes two seconds at most.
func (c *Client) Close(ctx context.Context) {
	c.engine.await(ctx, c.engine.login.endTime/2)
	var sessions sync.WaitGroup
	for _, h := range c.sessions {
		sessions.Go(func() { h.end(ctx) })
	}
	sessions.Wait()
}

// send sends one request and turns every answer that is not SPS's success into an *Error.
func (c *Client) send(ctx context.Context, s *rest.Session, r rest.Request) (*rest.Response, error) {
	resp, err := c.rest.Do(ctx, s, r)
	if err != nil {
		return nil, err
	}
	if e := failure(resp, r.Method == http.MethodGet); e != nil {
		return nil, e
	}
	return resp, nil
}

// LoginMethod returns the name of the login method that the client logs in with; empty means the server's default.
func (c *Client) LoginMethod() string { return c.engine.config.LoginMethod }

// body decodes the body of the answer to a GET of what is committed into v.
func (c *Client) body(ctx context.Context, path string, v any) error {
	raw, err := c.object(ctx, c.reader, rest.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return err
	}
	return c.unreadable(path, json.Unmarshal(raw, v))
}

// unreadable says of an answer that cannot be decoded where it comes from; nil stays nil.
func (c *Client) unreadable(path string, err error) error {
	if err != nil {
		err = fmt.Errorf("the answer of %s%s cannot be read: %w", strings.TrimRight(c.engine.config.URL, "/"), path, err)
	}
	return err
}

// object returns the body of one object.
func (c *Client) object(ctx context.Context, s *rest.Session, r rest.Request) (json.RawMessage, error) {
	resp, err := c.send(ctx, s, r)
	if err != nil {
		return nil, err
	}
	var answer envelope
	if err := resp.JSON(&answer); err != nil {
		return nil, newDecodeError(resp, err)
	}
	if !answer.hasBody() {
		// Some other server's JSON: taken for an object, it would be one without any settings.
		return nil, newDecodeError(resp, errors.New("it is no object of SPS's: it has no body"))
	}
	return answer.Body, nil
}

// exists looks an object up past all caches.
func (c *Client) exists(ctx context.Context, path string) (bool, error) {
	_, err := c.object(ctx, c.reader, rest.Request{Method: http.MethodGet, Path: path})
	if IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// list returns the items of a collection; they may lack bodies.
func (c *Client) list(ctx context.Context, s *rest.Session, path string) ([]envelope, error) {
	resp, err := c.send(ctx, s, rest.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return nil, err
	}
	items, err := decodeList(resp.Body)
	if err != nil {
		return nil, newDecodeError(resp, err)
	}
	return items, nil
}

// ACL is a privilege of a group. SPS lets nobody change them over REST.
type ACL struct {
	Group      string   `json:"group"`
	Permission string   `json:"permission"`
	Objects    []string `json:"objects"`
}

// ACLs returns the privileges of all groups.
func (c *Client) ACLs(ctx context.Context) (acls []ACL, err error) {
	err = c.body(ctx, "/api/configuration/aaa/acls", &acls)
	return acls, err
}

// Info is what SPS says of itself.
type Info struct {
	FirmwareVersion Version `json:"firmware_version"`
	Version         Version `json:"version"`
}

// Info returns the version of SPS.
func (c *Client) Info(ctx context.Context) (info Info, err error) {
	err = c.body(ctx, "/api/info", &info)
	return info, err
}

// Package privxapi is a client of the SSH PrivX REST API: no Terraform, no state but caches of one run.
package privxapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// DefaultOAuthClientID is the OAuth client that PrivX ships for API clients.
const DefaultOAuthClientID = "privx-external"

// Config says where PrivX is and who asks. Either BearerToken is set or the four fields before it.
type Config struct {
	rest.Config
	// APIClientID and APIClientSecret come from Administration > Deployment > Integrate with PrivX using API clients.
	APIClientID, APIClientSecret string
	// OAuthClientID and OAuthClientSecret come from the same page; the id is normally DefaultOAuthClientID.
	OAuthClientID, OAuthClientSecret string
	// BearerToken is an access token got elsewhere, without the word Bearer. It cannot be renewed.
	BearerToken string
	// Now is the clock by which grants and keys end; nil is the system's.
	Now func() time.Time
	// NoLastLook leaves out the look at a user's grants and settings some time after their last change, for tests in which
	// another administrator comes right behind.
	NoLastLook bool
}

// Client talks to one PrivX. It logs in on first use and is safe for concurrent use.
type Client struct {
	rest    *rest.Client
	session *rest.Session
	// caches are the functions that drop what was read. Each cache registers its own, when it is made.
	caches []func()
	// Now returns the time by which grants and keys end.
	Now       func() time.Time
	lookAfter time.Duration

	Sources        *Sources
	Users          *Users
	Principals     *Principals
	Roles          *Collection[Role]
	Grants         *Grants
	AuthorizedKeys *AuthorizedKeys
	Settings       *Settings
	MobileGateway  *MobileGateway
}

// New checks the configuration and returns a client. It does not connect.
func New(c Config) (*Client, error) {
	c.BearerToken = strings.TrimPrefix(c.BearerToken, "Bearer ")
	c.Secrets = append(c.Secrets, c.APIClientSecret, c.OAuthClientSecret, c.BearerToken)
	c.Busy = isBusy
	r, err := rest.New(c.Config)
	if err != nil {
		return nil, err
	}
	client := &Client{rest: r, Now: c.Now, lookAfter: lookAfter}
	if c.NoLastLook {
		client.lookAfter = 0
	}
	if client.Now == nil {
		client.Now = time.Now
	}
	if c.BearerToken != "" {
		client.session = rest.FixedSession(bearer(c.BearerToken))
	} else {
		client.session = passwordGrant(r, c)
	}
	client.Sources = &Sources{newCollection(client, sourceCodec)}
	client.Users = &Users{client}
	client.Principals = newPrincipals(client)
	client.Roles = newCollection(client, roleCodec)
	client.Grants = newGrants(client)
	client.AuthorizedKeys = newAuthorizedKeys(client)
	client.Settings = newSettings(client)
	client.MobileGateway = &MobileGateway{client}
	return client, nil
}

// Close finishes what is outstanding: a last look at what this run granted. It waits until that is done or the context
// ends. The client can be used on.
func (c *Client) Close(ctx context.Context) error {
	return errors.Join(c.Grants.wholes.finish(ctx), c.Settings.wholes.finish(ctx))
}

// do sends one request and turns every answer that is not PrivX's success into an *Error.
func (c *Client) do(ctx context.Context, r rest.Request) (*rest.Response, error) {
	resp, err := c.rest.Do(ctx, c.session, r)
	if err == nil {
		err = failure(resp, r.Method == http.MethodGet)
	}
	if err != nil {
		return nil, err
	}
	return resp, nil
}

// object reads one object, which has an id.
func (c *Client) object(ctx context.Context, path string) (raw json.RawMessage, err error) {
	resp, err := c.do(ctx, rest.Request{Method: http.MethodGet, Path: path})
	if err != nil {
		return nil, err
	}
	if err = resp.JSON(&raw); err == nil && idOf(raw) == "" {
		err = errors.New("it is no object of PrivX's: it has no id") // else it would be one without any settings
	}
	if err != nil {
		return nil, newDecodeError(resp, err)
	}
	return raw, nil
}

// write sends a request that changes something and whose answer holds nothing of use.
func (c *Client) write(ctx context.Context, r rest.Request) error {
	defer c.forget()
	_, err := c.do(ctx, r)
	return err
}

// forget drops all caches. It follows every write, done or failed: objects show in each other, such as roles in grants.
func (c *Client) forget() {
	for _, drop := range c.caches {
		drop()
	}
}

package privxapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	mayManageKeys = "the permission users-manage (or the role privx-admin; for the current user, authorized-keys-manage)"
	// freeTime is how long a key that another user has may take to be deleted there in the same run.
	freeTime = 5 * time.Second
)

// AuthorizedKey is an SSH public key with which a user logs in (seeds/002, api/privx.md §5).
type AuthorizedKey struct {
	ID       string `json:"id,omitempty"`
	UserID   string `json:"user_id,omitempty"`
	Username string `json:"username,omitempty"`
	Source   string `json:"source,omitempty"`
	Name     string `json:"name"`
	Comment  string `json:"comment"`
	// PublicKey is written as an OpenSSH line; servers give the bare base64 of the key.
	PublicKey string `json:"public_key"`
	NotBefore string `json:"not_before,omitempty"` // RFC 3339
	NotAfter  string `json:"not_after,omitempty"`
	// ExpiresIn (seconds) sets the validity when both dates are empty. Servers answer with the seconds that are left.
	ExpiresIn     int64    `json:"expires_in,omitempty"`
	SourceAddress []string `json:"source_address"`
	Fingerprints  []string `json:"fingerprints,omitempty"`
	Created       string   `json:"created,omitempty"`
	Updated       string   `json:"updated,omitempty"`
	Author        string   `json:"author,omitempty"`
	UpdatedBy     string   `json:"updated_by,omitempty"`
}

// AuthorizedKeys are the keys of users. user is an id or CurrentUser everywhere.
type AuthorizedKeys struct {
	client *Client
	read   rest.Memos[map[string]json.RawMessage]
}

func newAuthorizedKeys(c *Client) *AuthorizedKeys {
	k := &AuthorizedKeys{client: c}
	k.read.Load = k.fetch
	return k
}

func keysPath(user string, more ...string) string {
	return rest.Path(append([]string{"role-store", "api", "v1", "users", user, "authorizedkeys"}, more...)...)
}

func (k *AuthorizedKeys) fetch(ctx context.Context, user string) (map[string]json.RawMessage, error) {
	items, err := k.client.listByID(ctx, listRequest{method: http.MethodGet, path: keysPath(user)})
	return items, needs(mayViewUsers, err)
}

// List gives the keys of a user. Reads of one refresh share one request.
func (k *AuthorizedKeys) List(ctx context.Context, user string) ([]AuthorizedKey, error) {
	items, _, err := k.read.Of(user).Get(ctx)
	keys := make([]AuthorizedKey, 0, len(items))
	for _, raw := range items {
		key, err := decodeKey(raw)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, err
}

// Get reads one key, from the user's list if that has it. What is not in the list is asked for directly before it counts as gone.
func (k *AuthorizedKeys) Get(ctx context.Context, user, id string) (AuthorizedKey, error) {
	items, _, err := k.read.Of(user).Get(ctx)
	if raw, ok := items[id]; ok && err == nil {
		return decodeKey(raw)
	}
	raw, err := k.direct(ctx, user, id)
	if err != nil {
		return AuthorizedKey{}, err
	}
	return decodeKey(raw)
}

func (k *AuthorizedKeys) direct(ctx context.Context, user, id string) (json.RawMessage, error) {
	var raw json.RawMessage
	err := k.client.get(ctx, keysPath(user, id), &raw)
	return raw, needs(mayViewUsers, err)
}

func decodeKey(raw json.RawMessage) (AuthorizedKey, error) {
	var key AuthorizedKey
	if err := json.Unmarshal(raw, &key); err != nil {
		return AuthorizedKey{}, fmt.Errorf("authorized key: %w", err)
	}
	return key, nil
}

// Create registers a key and gives its id. A key that another user still has is waited for a moment: keys are unique in the whole PrivX,
// and the same run may be about to delete it there.
func (k *AuthorizedKeys) Create(ctx context.Context, user string, key AuthorizedKey) (id string, err error) {
	wanted, err := documentOf(key)
	if err != nil {
		return "", err
	}
	body := document{}
	merge(body, wanted)
	defer k.read.Of(user).Drop()
	make := func() (err error) {
		id, err = k.client.create(ctx, creation{
			kind: "authorized key", name: key.Name, path: keysPath(user), body: body,
			find: func(ctx context.Context) (equal, different []string, err error) { return k.madeFrom(ctx, user, key) },
		})
		return err
	}
	deadline := time.Now().Add(freeTime)
	for wait := 250 * time.Millisecond; ; wait *= 2 {
		err = untilThere(ctx, make)
		if !IsConflict(err) {
			return id, needs(mayManageKeys, err)
		}
		if same, _, findErr := k.madeFrom(ctx, user, key); findErr == nil && len(same) == 1 {
			return "", &ExistsError{
				Kind: "authorized key", Name: key.Name, ID: user + "/" + same[0], Otherwise: "delete it in PrivX, which keeps every key once",
			}
		}
		if time.Now().Add(wait).After(deadline) {
			return "", fmt.Errorf("another user has this key already, and PrivX keeps every key once: %w", err)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return "", err
		}
	}
}

// madeFrom finds the user's keys with the same key material: with the same name, and with another one.
func (k *AuthorizedKeys) madeFrom(ctx context.Context, user string, key AuthorizedKey) (equal, different []string, err error) {
	items, err := k.fetch(ctx, user)
	if err != nil {
		return nil, nil, err
	}
	for id, raw := range items {
		other, err := decodeKey(raw)
		switch {
		case err != nil:
			return nil, nil, err
		case KeyMaterial(other.PublicKey) != KeyMaterial(key.PublicKey):
		case other.Name == key.Name:
			equal = append(equal, id)
		default:
			different = append(different, id)
		}
	}
	return equal, different, nil
}

// Update writes name, comment, addresses and validity, and keeps what this client does not know. With ExpiresIn and no dates the
// validity begins anew; with neither it stays as it is.
func (k *AuthorizedKeys) Update(ctx context.Context, user, id string, key AuthorizedKey) error {
	defer k.read.Of(user).Drop()
	raw, err := k.direct(ctx, user, id)
	if err != nil {
		return err
	}
	current, err := decodeDocument(raw)
	if err != nil {
		return fmt.Errorf("authorized key %s: %w", id, err)
	}
	wanted, err := documentOf(key)
	if err != nil {
		return err
	}
	delete(current, "expires_in") // what is left is not what is wanted
	if key.ExpiresIn > 0 {
		delete(current, "not_before")
		delete(current, "not_after")
	}
	merge(current, wanted)
	_, err = k.client.do(ctx, rest.Request{Method: http.MethodPut, Path: keysPath(user, id), Body: current})
	return needs(mayManageKeys, err)
}

// Delete removes a key; one that is gone already is success.
func (k *AuthorizedKeys) Delete(ctx context.Context, user, id string) error {
	defer k.read.Of(user).Drop()
	_, err := k.client.do(ctx, rest.Request{Method: http.MethodDelete, Path: keysPath(user, id)})
	if IsNotFound(err) && !isWebPage(err) {
		return nil
	}
	return needs(mayManageKeys, err)
}

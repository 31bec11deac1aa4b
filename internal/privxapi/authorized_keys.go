package privxapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	mayManageKeys = "the permission users-manage (or the role privx-admin; for the current user, authorized-keys-manage)"
)

// freed bounds how long a key that another user has may take to be deleted there in the same run.
var freed = rest.Poll{First: 250 * time.Millisecond, Total: 5 * time.Second}

// AuthorizedKey is an SSH public key with which a user logs in (seeds/002, api/privx.md §5).
type AuthorizedKey struct {
	ID       string `json:"id,omitempty"`
	UserID   string `json:"user_id,omitempty"`
	Username string `json:"username,omitempty"`
	Source   string `json:"source,omitempty"`
	Name     string `json:"name"`
	Comment  string `json:"comment"`
	// PublicKey is written as an OpenSSH line; servers answer with the bare base64 of the key.
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
	shared rest.Memos[[]rest.Item]

	mu sync.Mutex
	// created counts the creations of this run that succeeded or are under way, by user and key material.
	created map[string]int
}

func newAuthorizedKeys(c *Client) *AuthorizedKeys {
	k := &AuthorizedKeys{client: c, created: map[string]int{}}
	k.shared.Load = k.list
	c.caches = append(c.caches, k.shared.Drop)
	return k
}

func keysPath(user string, more ...string) string {
	return usersPath + rest.Path(append([]string{user, "authorizedkeys"}, more...)...)
}

func (k *AuthorizedKeys) list(ctx context.Context, user string) ([]rest.Item, error) {
	items, err := k.client.listAll(ctx, listRequest{method: http.MethodGet, path: keysPath(user)})
	return identified(items), needs(mayViewUsers, k.client.confirmUserGone(ctx, user, err))
}

// List returns the keys of a user. Reads of one refresh share one request.
func (k *AuthorizedKeys) List(ctx context.Context, user string) ([]AuthorizedKey, error) {
	items, _, err := k.shared.Of(user).Get(ctx)
	if err != nil {
		return nil, err
	}
	return k.decodeAll(user, items)
}

func (k *AuthorizedKeys) decodeAll(user string, items []rest.Item) ([]AuthorizedKey, error) {
	return decodeAll[AuthorizedKey](k.client.unreadable(keysPath(user), "authorized key"), items)
}

// Get reads one key, from the user's list if that has it. What is not in the list is asked for directly before it
// counts as gone.
func (k *AuthorizedKeys) Get(ctx context.Context, user, id string) (AuthorizedKey, error) {
	items, _, _ := k.shared.Of(user).Get(ctx) // without a list, the key itself may be readable
	for _, item := range items {
		if item.ID == id {
			return decode[AuthorizedKey](k.client.unreadable(keysPath(user), "authorized key"), item)
		}
	}
	raw, err := k.read(ctx, user, id)
	if err != nil {
		return AuthorizedKey{}, err
	}
	return decode[AuthorizedKey](k.client.unreadable(keysPath(user, id), "authorized key"), rest.Item{ID: id, Body: raw})
}

// read fetches one key past all caches.
func (k *AuthorizedKeys) read(ctx context.Context, user, id string) (json.RawMessage, error) {
	raw, err := k.client.object(ctx, keysPath(user, id))
	return raw, needs(mayViewUsers, k.confirmGone(ctx, user, id, err))
}

// confirmGone asks the user's list about a key for which a 404 proves nothing.
func (k *AuthorizedKeys) confirmGone(ctx context.Context, user, id string, err error) error {
	return confirmGone(ctx, "authorized key "+id, err, func(ctx context.Context) (bool, error) {
		items, err := k.list(ctx, user)
		if IsNotFound(err) {
			return false, nil
		}
		return lists(items, id), err
	})
}

// Create registers a key and returns its id. A key that another user still has is waited for a moment: keys are unique
// in the whole PrivX, and the same run may be about to delete it there.
func (k *AuthorizedKeys) Create(ctx context.Context, user string, key AuthorizedKey) (id string, err error) {
	wanted, err := documentOf(key)
	if err != nil {
		return "", err
	}
	body := document{}
	merge(body, wanted)
	k.count(user, key, 1)
	post := func() (err error) {
		id, err = k.client.create(ctx, creation{
			kind: "authorized key", name: key.Name, path: keysPath(user), body: body,
			find: func(ctx context.Context) (equal, different []string, err error) { return k.alike(ctx, user, key) },
		})
		return err
	}
	answered, err := freed.Until(ctx, func(ctx context.Context) (bool, error) {
		err := untilThere(ctx, post)
		if !IsConflict(err) {
			return true, err
		}
		equal, different, findErr := k.alike(ctx, user, key)
		if own := slices.Concat(equal, different); findErr == nil && len(own) > 0 {
			return true, &KeyExistsError{User: user, ID: own[0], Twice: k.count(user, key, 0) > 1, Cause: err}
		}
		return false, err
	})
	if !answered {
		err = fmt.Errorf("another user has this key already, and PrivX keeps every key once. If the key moves here from "+
			"that user, the old one has to be deleted first: create_before_destroy cannot work: %w", err)
	}
	if err != nil {
		k.count(user, key, -1)
		return "", needs(mayManageKeys, err)
	}
	return id, nil
}

// count adds to the creations of a key, and returns how many there are.
func (k *AuthorizedKeys) count(user string, key AuthorizedKey, n int) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	of := user + " " + KeyMaterial(key.PublicKey)
	k.created[of] += n
	return k.created[of]
}

// KeyExistsError is a refusal to create a key that the same user has already.
type KeyExistsError struct {
	User, ID string
	// Twice is set if this run created the other one too.
	Twice bool
	// Cause is the answer of PrivX.
	Cause error
}

// Error implements error.
func (e *KeyExistsError) Error() string {
	whose := "the user has this key already"
	if e.Twice {
		whose = "this configuration has the same key twice for the user: take one of the two out. The other one is there"
	}
	return fmt.Sprintf("%s, with the id %s, and PrivX keeps every key once. If Terraform does not manage that one, for "+
		"example because an interrupted run left it, import it by that id (an import block, or terraform import ADDRESS "+
		"%s/%s). If it is the one that this resource replaces, it has to be deleted first: take create_before_destroy out "+
		"of the lifecycle block (%v)", whose, e.ID, e.User, e.ID, e.Cause)
}

// IsRefused reports whether PrivX refused what was sent for what is in it.
func IsRefused(err error) bool {
	var e *Error
	return errors.As(err, &e) && !IsConflict(err) &&
		(e.StatusCode == http.StatusBadRequest || e.StatusCode == http.StatusUnprocessableEntity)
}

// alike returns the ids of the user's keys with the same key material:
// those with the same name, and those with another one.
func (k *AuthorizedKeys) alike(ctx context.Context, user string, key AuthorizedKey) (
	equal, different []string, err error,
) {
	items, err := k.list(ctx, user)
	if err != nil {
		return nil, nil, err
	}
	keys, err := k.decodeAll(user, items)
	for _, other := range keys {
		switch {
		case KeyMaterial(other.PublicKey) != KeyMaterial(key.PublicKey):
		case other.Name == key.Name:
			equal = append(equal, other.ID)
		default:
			different = append(different, other.ID)
		}
	}
	return equal, different, err
}

// Update writes name, comment, addresses and validity, and keeps what this client does not know. With ExpiresIn and no
// dates the validity begins anew; with neither it stays as it is.
func (k *AuthorizedKeys) Update(ctx context.Context, user, id string, key AuthorizedKey) error {
	raw, err := k.read(ctx, user, id)
	if err != nil {
		return err
	}
	current, err := decodeDocument(raw)
	if err != nil {
		return fmt.Errorf("authorized key %s: %w", id, err)
	}
	delete(current, "expires_in") // the seconds that are left, not those that were asked for
	if key.ExpiresIn > 0 {
		delete(current, "not_before")
		delete(current, "not_after")
	}
	return needs(mayManageKeys, k.client.rewrite(ctx, keysPath(user, id), current, key, fields{}))
}

// Delete deletes a key; one that is gone already is success.
func (k *AuthorizedKeys) Delete(ctx context.Context, user, id string) error {
	err := k.client.write(ctx, rest.Request{Method: http.MethodDelete, Path: keysPath(user, id)})
	if err = k.confirmGone(ctx, user, id, err); IsNotFound(err) {
		return nil
	}
	return needs(mayManageKeys, err)
}

package spsapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const loginMethodsPath = "/api/configuration/aaa/login_methods"

// LoginMethods are the login methods and their order.
type LoginMethods struct{ *Collection[LoginMethod] }

// Order returns the keys in the order of the buttons on the login page.
func (m *LoginMethods) Order(ctx context.Context) ([]string, error) { return m.objects.IDs(ctx) }

// NoLoginMethodError is a key that no login method has.
type NoLoginMethodError string

// Error implements error.
func (key NoLoginMethodError) Error() string {
	return fmt.Sprintf("no login method has the key %q", string(key))
}

// SetOrder puts the given methods first, in this order; the others keep their order behind them.
func (m *LoginMethods) SetOrder(ctx context.Context, keys []string) error {
	var wanted []string
	return m.client.engine.do(ctx, &change{
		order: updating,
		write: func(ctx context.Context, t *transaction) (bool, error) {
			items, err := m.client.list(ctx, t.session, loginMethodsPath)
			if err != nil {
				return false, err
			}
			now := keysOf(items)
			for _, key := range keys {
				if !slices.Contains(now, key) {
					return false, NoLoginMethodError(key)
				}
			}
			wanted = slices.Clone(keys)
			for _, key := range now {
				if !slices.Contains(keys, key) {
					wanted = append(wanted, key)
				}
			}
			if slices.Equal(now, wanted) {
				return false, nil
			}
			// The form of the body is on no page that could be read (api/sps.md §3).
			_, err = t.do(ctx, rest.Request{Method: http.MethodPut, Path: loginMethodsPath + "/@order", Body: wanted})
			return err == nil, err
		},
		happened: func(ctx context.Context) (bool, error) {
			items, err := m.client.list(ctx, m.client.reader, loginMethodsPath)
			return slices.Equal(keysOf(items), wanted), err
		},
	})
}

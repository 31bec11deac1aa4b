package privxapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// provesNothing reports whether an answer says "not found" in a way that somebody else than PrivX may have written: a
// web page, text, nothing, a gateway's JSON, or an error under a status of success.
func provesNothing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.status() == http.StatusNotFound && !e.isBusy() && !IsNotFound(err)
}

// confirmGone judges an answer that proves nothing by a second look at what lists the object, or at the user who owns
// it: there reports whether PrivX has it. All other errors stay as they are.
func confirmGone(ctx context.Context, what string, err error, there func(context.Context) (bool, error)) error {
	if !provesNothing(err) {
		return err
	}
	switch has, lookErr := there(ctx); {
	case lookErr != nil:
		return fmt.Errorf("whether the %s exists is not known: %w; and then: %w", what, withoutStatus(err),
			withoutStatus(lookErr))
	case has:
		return fmt.Errorf("PrivX lists the %s, so it exists, but: %w", what, withoutStatus(err))
	}
	var e *Error
	errors.As(err, &e)
	gone := *e
	gone.confirmed = true
	return &gone
}

// confirmUserGone is confirmGone for what goes with a user, such as grants and settings.
func (c *Client) confirmUserGone(ctx context.Context, user string, err error) error {
	return confirmGone(ctx, "user "+user, err, func(ctx context.Context) (bool, error) {
		_, err := c.Users.Get(ctx, user)
		if IsNotFound(err) {
			return false, nil
		}
		return err == nil, err
	})
}

// lists reports whether a collection has an object.
func lists(items []rest.Item, id string) bool {
	return slices.ContainsFunc(items, func(item rest.Item) bool { return item.ID == id })
}

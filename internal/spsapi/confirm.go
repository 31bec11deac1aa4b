package spsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// provesNothing reports whether an answer says "not found" in a way that somebody else than SPS may have written: a web
// page, text, nothing, a gateway's JSON, or an error under a status of success.
func provesNothing(err error) bool {
	var e *Error
	var login *LoginError
	return errors.As(err, &e) && e.status() == http.StatusNotFound && !IsNotFound(err) && !errors.As(err, &login)
}

// confirmGone judges an answer that proves nothing by the collection, whose list must come from SPS: an object that it
// lacks is gone. All other errors stay as they are.
func confirmGone(
	ctx context.Context, key string, err error, list func(context.Context) ([]envelope, error),
) error {
	if !provesNothing(err) {
		return err
	}
	items, listErr := list(ctx)
	switch {
	case listErr != nil:
		if IsNotFound(listErr) || provesNothing(listErr) {
			listErr = withoutStatus(listErr)
		}
		return fmt.Errorf("whether %s exists is not known: %w; and then: %w", key, withoutStatus(err), listErr)
	case slices.Contains(keysOf(items), key):
		return fmt.Errorf("SPS lists %s, so it exists, but: %w", key, withoutStatus(err))
	}
	var e *Error
	errors.As(err, &e)
	gone := *e
	gone.confirmed = true
	return &gone
}

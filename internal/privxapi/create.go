package privxapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	createTries = 3
	// lookupTime bounds the search for an object after its creation was cut off, also when the run was cancelled.
	lookupTime = 20 * time.Second
)

// settleTime is what a server gets to finish a creation that its gateway gave up on. It is a variable for tests.
var settleTime = time.Second

// creation is the making of one object in a way that neither makes two of it nor loses one.
type creation struct {
	kind, name, path string
	body             document
	// find gives the ids of objects that this creation may have made, and of objects that have its name but are different.
	find func(context.Context) (equal, different []string, err error)
}

// create POSTs the object. When the outcome is unknown (no answer, or one that says nothing of it), it looks the object up
// before anything else: one that is equal was made by us, none allows another try, anything else is for a human.
func (c *Client) create(ctx context.Context, n creation) (id string, err error) {
	for range createTries {
		var resp *rest.Response
		resp, err = c.do(ctx, rest.Request{Method: http.MethodPost, Path: n.path, Body: n.body})
		if err == nil {
			if id = createdID(resp); id != "" {
				return id, nil
			}
			err = newDecodeError(resp, errors.New("it holds no id"))
		} else if !outcomeUnknown(err) {
			return "", err
		}
		found, lookupErr := c.lookup(ctx, n)
		switch {
		case lookupErr != nil:
			return "", &LostError{Kind: n.kind, Name: n.name, Cause: err, Reason: lookupErr}
		case found != "":
			return found, nil
		case ctx.Err() != nil:
			return "", err
		}
	}
	return "", err
}

func (c *Client) lookup(ctx context.Context, n creation) (string, error) {
	// A cancelled run still has to know what it left behind.
	ctx, cancel := context.WithTimeout(rest.Detached(ctx), lookupTime)
	defer cancel()
	for try := 0; ; try++ {
		equal, different, err := n.find(ctx)
		switch {
		case err != nil:
			return "", err
		case len(equal) == 1 && len(different) == 0:
			return equal[0], nil
		case len(equal)+len(different) > 0:
			return "", &candidatesError{ids: append(equal, different...)}
		case try > 0:
			return "", nil
		}
		select {
		case <-time.After(settleTime):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// createdID takes the id from the body or, where a proxy ate the body, from the Location header.
func createdID(resp *rest.Response) string {
	var body struct {
		ID string `json:"id"`
	}
	if resp.JSON(&body) == nil && body.ID != "" {
		return body.ID
	}
	if location := resp.Header.Get("Location"); location != "" && resp.StatusCode == http.StatusCreated {
		return path.Base(location)
	}
	return ""
}

// outcomeUnknown tells whether the request may have been executed although it failed.
func outcomeUnknown(err error) bool {
	var connection *rest.ConnectionError
	if errors.As(err, &connection) {
		return connection.Sent
	}
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.StatusCode {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return true
	}
	return e.StatusCode < http.StatusMultipleChoices
}

// LostError is a creation whose outcome could not be told: the object may or may not exist.
type LostError struct {
	Kind, Name    string
	Cause, Reason error
}

// Error implements error.
func (e *LostError) Error() string {
	return fmt.Sprintf("whether the %s %q was created is not known (%v): %v. Look for it in PrivX; if it is there, import it by its id "+
		"(an import block, or terraform import ADDRESS ID), else apply again", e.Kind, e.Name, e.Cause, e.Reason)
}

// Unwrap gives the failure of the creation itself.
func (e *LostError) Unwrap() error { return e.Cause }

type candidatesError struct{ ids []string }

func (e *candidatesError) Error() string {
	return fmt.Sprintf("objects of that name were found with the ids %v, and none or several are what was to be created", e.ids)
}

// ExistsError is a refusal to create an object beside one that already has its name.
type ExistsError struct {
	Kind, Name, ID string
	// Otherwise is what to do if it is not the one meant.
	Otherwise string
}

// Error implements error.
func (e *ExistsError) Error() string {
	return fmt.Sprintf("a %s named %q exists already, with the id %s. If it is the one meant, for example left by an interrupted run, "+
		"import it by that id (an import block, or terraform import ADDRESS %s); otherwise %s", e.Kind, e.Name, e.ID, e.ID, e.Otherwise)
}

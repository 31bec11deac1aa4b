package privxapi

import (
	"context"
	"errors"
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

// finishTime is how long a server has to finish a creation that its gateway gave up on. It is a variable for tests.
var finishTime = time.Second

// creation is one object to be created.
type creation struct {
	kind, name, path string
	body             document
	// find returns the ids of objects that this creation may have made, and of others that could be mistaken for one.
	find func(context.Context) (equal, different []string, err error)
}

// create POSTs the object so that there is neither a second one nor a lost one. When the outcome is unknown (no answer,
// or one that says nothing of it), it looks the object up before anything else: one that is equal was made by us, none
// allows another try, anything else is for a human. A conflict after such a try may be with what that try made, late.
func (c *Client) create(ctx context.Context, n creation) (id string, err error) {
	defer c.forget()
	for try := range createTries {
		if id, err = c.post(ctx, n); err == nil {
			return id, nil
		}
		if !outcomeUnknown(err) && (try == 0 || !IsConflict(err)) {
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

func (c *Client) post(ctx context.Context, n creation) (id string, err error) {
	resp, err := c.do(ctx, rest.Request{Method: http.MethodPost, Path: n.path, Body: n.body})
	if err != nil {
		return "", err
	}
	if id = createdID(resp); id == "" {
		err = newDecodeError(resp, errors.New("it holds no id"))
	}
	return id, err
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
		if err := rest.Pause(ctx, finishTime); err != nil {
			return "", err
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

// outcomeUnknown reports whether the request may have been executed although it failed.
func outcomeUnknown(err error) bool {
	var connection *rest.ConnectionError
	if errors.As(err, &connection) {
		return connection.Sent
	}
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	if e.isBusy() {
		return false
	}
	switch e.status() {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return true
	}
	return e.status() < http.StatusMultipleChoices
}

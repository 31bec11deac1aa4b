package spsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	transactionPath = "/api/transaction"
	passwordsPath   = "/api/configuration/passwords"
	statusOpen      = "open"
	statusClosed    = "closed"
	// rollbackTries is how often a rollback is tried: a transaction that stays open may lock everybody out.
	rollbackTries = 5
	// refusedRollbackTries is how often if it is refused: that may pass, but a session that ended stays so.
	refusedRollbackTries = 2
)

// transaction is an open transaction of SPS. It belongs to its session and ends with it.
type transaction struct {
	engine  *engine
	session *rest.Session
	// needsMessage says that a commit without a message is refused.
	needsMessage bool
	// secrets were sent in it, and may come back in any answer.
	secrets []string
	// listed are the members of all usergroups, nil when they are not known.
	listed []members
}

// transactionState is what SPS says of a transaction, in either of its shapes (api/sps.md §2).
type transactionState struct {
	Status        string `json:"status"`
	CommitMessage string `json:"commit_message"`
}

func decodeState(resp *rest.Response) transactionState {
	var answer struct {
		Body        *transactionState `json:"body"`
		Transaction *transactionState `json:"transaction"`
	}
	_ = resp.JSON(&answer) // an empty answer holds neither
	switch {
	case answer.Body != nil:
		return *answer.Body
	case answer.Transaction != nil:
		return *answer.Transaction
	}
	return transactionState{}
}

// do sends one request in the transaction. A session that is refused is not renewed here: the transaction is gone with
// it, and a write on a new session would open another one by itself.
func (t *transaction) do(ctx context.Context, r rest.Request) (*rest.Response, error) {
	r.Secrets = t.secrets
	if r.Method != http.MethodGet && strings.HasPrefix(r.Path, usergroups.path) {
		t.listed = nil
	}
	return t.engine.client.send(ctx, t.session, r)
}

// open opens it. Newer versions do that with the first change too,
// but an explicit POST is right on all (api/sps.md §2).
func (t *transaction) open(ctx context.Context) error {
	resp, err := t.do(ctx, rest.Request{Method: http.MethodPost, Path: transactionPath})
	if err != nil {
		return err
	}
	state := decodeState(resp)
	if state.CommitMessage == "" && !t.engine.silent {
		if state, err = t.state(ctx); err != nil {
			return err
		}
		t.engine.silent = state.CommitMessage == ""
	}
	t.needsMessage = state.CommitMessage == "required" || t.engine.demanding
	return nil
}

func (t *transaction) state(ctx context.Context) (transactionState, error) {
	resp, err := t.do(ctx, rest.Request{Method: http.MethodGet, Path: transactionPath})
	if err != nil {
		return transactionState{}, err
	}
	return decodeState(resp), nil
}

// read returns an object as the transaction has it, with references as keys, ready to be sent back.
func (t *transaction) read(ctx context.Context, path string) (document, error) {
	request := rest.Request{Method: http.MethodGet, Path: path, Secrets: t.secrets}
	raw, err := t.engine.client.object(ctx, t.session, request)
	if err != nil {
		return nil, err
	}
	doc, err := decodeDocument(raw)
	collapse(doc)
	return doc, err
}

// create POSTs an object. When the answer is lost, so is the transaction:
// rolled back and replayed, it makes one object.
func (t *transaction) create(ctx context.Context, collection string, body any) (key string, err error) {
	resp, err := t.do(ctx, rest.Request{Method: http.MethodPost, Path: collection, Body: body})
	if err != nil {
		return "", err
	}
	var made envelope
	_ = resp.JSON(&made) // it is the key that counts
	if made.Key == "" && made.Meta.Href != "" && made.Meta.Href != collection {
		made.Key = path.Base(made.Meta.Href)
	}
	if made.Key == "" {
		return "", newDecodeError(resp, errors.New("it holds no key"))
	}
	return made.Key, nil
}

// keeper makes a password object for each new secret: SPS allows each to be referenced once, and never changes one.
func (t *transaction) keeper(ctx context.Context) keeper {
	return func(s Secret, held string) (Secret, error) {
		switch {
		case s.New != nil:
			t.secrets = append(slices.Clip(t.secrets), *s.New)
			key, err := t.create(ctx, passwordsPath, document{"plain": *s.New})
			return Secret{Key: key}, err
		case s.Clear:
			return Secret{}, nil
		case s.Key != "":
			return Secret{Key: s.Key}, nil
		}
		return Secret{Key: held}, nil
	}
}

// commit commits the transaction. It is done when SPS says that the transaction is closed; after any other answer of
// success the outcome is unknown. Refused for want of a message, it is sent once more with it: not every SPS says
// before that it demands one.
func (t *transaction) commit(ctx context.Context) error {
	err := t.sendCommit(ctx)
	if t.needsMessage || !t.lacksMessage(err) {
		return err
	}
	t.needsMessage = true
	if err = t.sendCommit(ctx); err == nil {
		t.engine.demanding = true
	}
	return err
}

// lacksMessage reports whether a commit may have been refused for want of a message.
func (t *transaction) lacksMessage(err error) bool {
	var e *Error
	if judge(err) != refused || isContradictory(err) || !errors.As(err, &e) {
		return false
	}
	if t.engine.silent && e.status() == http.StatusBadRequest {
		return true // whatever it says: nothing was committed
	}
	said := strings.ToLower(e.words())
	return strings.Contains(said, "message") || strings.Contains(said, "commitlog") || strings.Contains(said, "commit log")
}

// sendCommit sends it once: done twice, it would be refused for what it has done.
func (t *transaction) sendCommit(ctx context.Context) error {
	body := document{"status": "commit"}
	if t.needsMessage {
		body["commit_message"] = t.engine.config.CommitMessage
	}
	resp, err := t.do(ctx, rest.Request{
		Method: http.MethodPut, Path: transactionPath, Body: body, Once: true, Timeout: t.engine.config.CommitTimeout,
	})
	if err != nil {
		return err
	}
	if status := decodeState(resp).Status; status != statusClosed {
		return newDecodeError(resp, fmt.Errorf("the status of the transaction is %q and not %q", status, statusClosed))
	}
	return nil
}

// rollBack ends the transaction without its changes, and reports whether its session can go on.
func (t *transaction) rollBack(ctx context.Context) (reusable bool) {
	tries := 0
	poll := rest.Poll{First: 2 * t.engine.config.MinBackoff, Jitter: true}
	_, err := poll.Until(ctx, func(ctx context.Context) (bool, error) {
		tries++
		_, err := t.do(ctx, rest.Request{Method: http.MethodDelete, Path: transactionPath, Once: true})
		var e *Error
		switch {
		case err == nil || IsNotFound(err) || errors.As(err, &e) && e.isNoTransaction():
			reusable = true
			return true, nil
		case isUnauthenticated(err) && tries == refusedRollbackTries: // gone with its session
			return true, nil
		}
		return tries == rollbackTries || judge(err) == refused && tries == refusedRollbackTries, err
	})
	if err != nil {
		tflog.Warn(ctx, "SPS: a transaction could not be rolled back; it ends with its session",
			map[string]any{"error": err.Error()})
	}
	return reusable
}

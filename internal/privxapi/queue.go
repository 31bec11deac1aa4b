package privxapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	// grantTries is how many PUTs a change gets when other administrators write over it.
	grantTries = 5
	// gatherTime is how long changes wait for others.
	// Terraform starts the next ones within milliseconds of the end of the last.
	gatherTime = 25 * time.Millisecond
)

// grantState is what the worker of one user's queue does next:
//
//	       a change             all that wait             the GET lacks some of it
//	idle -----------> gathering -------------> reading ---------------------------> writing
//	 ^                 |     ^                  | ^  ^                               |   |
//	 | nothing waits   |     |       all of it, | |  +-------- the PUT is done ------+   |
//	 +-----------------+     |      a failure,  | |                                      |
//	                         |  too many PUTs   | | one change alone                     |
//	                         |                  v |                                      |
//	                         +---------------- answering <------ the PUT failed ---------+
//	                           all have answers
//
// So a batch is GET, PUT, GET. The base of a PUT is the GET just before it, and what a PUT did is judged by the GET
// after it: PrivX has no lock, and another administrator may write the whole list at any time.
type grantState int

const (
	idle      grantState = iota // the queue has no worker and is forgotten
	gathering                   // waits for more changes
	reading                     // GET, and comparison with what is wanted
	writing                     // PUT
	answering                   // callers get their answers
)

// grantEdit returns the explicit grants that are to be there, and reports whether they differ from those that are.
type grantEdit func(held []heldGrant) (next []heldGrant, changed bool)

type grantChange struct {
	edit grantEdit
	done chan error
}

// grantQueue is the changes of one user's grants.
type grantQueue struct {
	grants  *Grants
	user    string
	waiting []*grantChange // guarded by the mutex of Grants

	// The rest is the worker's.
	batch []*grantChange // under way
	alone []*grantChange // of a refused batch, still to be made one by one
	next  []heldGrant    // the body of the next PUT
	puts  int
	err   error
}

// changeThere is change for a user who may have been created a moment ago.
func (g *Grants) changeThere(ctx context.Context, user string, edit grantEdit) error {
	_, err := appearing.Until(ctx, func(ctx context.Context) (bool, error) {
		err := g.change(ctx, user, edit)
		return !isUnknownUser(err), err
	})
	return err
}

// isUnknownUser reports whether the user's grants cannot be read because the user is missing. A PUT says 404 of a role.
func isUnknownUser(err error) bool {
	var e *Error
	return IsNotFound(err) && errors.As(err, &e) && e.Method == http.MethodGet
}

// change puts an edit into the user's queue and waits for its outcome. A caller whose context ends leaves at once while
// the edit still waits: then it is not made. An edit that is under way must not be reported as not made.
func (g *Grants) change(ctx context.Context, user string, edit grantEdit) error {
	c := &grantChange{edit: edit, done: make(chan error, 1)}
	g.enqueue(ctx, user, c)
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
	}
	if g.withdraw(user, c) {
		return ctx.Err()
	}
	return <-c.done
}

func (g *Grants) enqueue(ctx context.Context, user string, c *grantChange) {
	g.mu.Lock()
	defer g.mu.Unlock()
	queue := g.queues[user]
	if queue == nil {
		queue = &grantQueue{grants: g, user: user}
		g.queues[user] = queue
		// Not the caller's context: the others in the queue must not fail when this one is cancelled.
		go queue.work(rest.Detached(ctx))
	}
	queue.waiting = append(queue.waiting, c)
}

// withdraw reports whether the change was still waiting.
func (g *Grants) withdraw(user string, c *grantChange) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	queue := g.queues[user]
	if queue == nil {
		return false
	}
	i := slices.Index(queue.waiting, c)
	if i >= 0 {
		queue.waiting = slices.Delete(queue.waiting, i, i+1)
	}
	return i >= 0
}

func (q *grantQueue) work(ctx context.Context) {
	for state := gathering; state != idle; {
		switch state {
		case gathering:
			state = q.gather(ctx)
		case reading:
			state = q.read(ctx)
		case writing:
			state = q.write(ctx)
		case answering:
			state = q.answer()
		}
	}
}

func (q *grantQueue) gather(ctx context.Context) grantState {
	_ = rest.Pause(ctx, gatherTime) // this context does not end; a caller who does not want to wait withdraws
	q.grants.mu.Lock()
	defer q.grants.mu.Unlock()
	q.batch, q.waiting = q.waiting, nil
	if len(q.batch) == 0 {
		delete(q.grants.queues, q.user)
		return idle
	}
	return reading
}

func (q *grantQueue) read(ctx context.Context) grantState {
	held, err := q.grants.fetch(ctx, q.user)
	if err != nil {
		q.err = err
		return answering
	}
	q.next = slices.DeleteFunc(held, func(h heldGrant) bool { return !h.Explicit })
	changed := false
	for _, c := range q.batch {
		var one bool
		q.next, one = c.edit(q.next)
		changed = changed || one
	}
	switch {
	case !changed:
		return answering
	case q.puts == grantTries:
		q.err = fmt.Errorf("the roles of user %s were changed %d times, and somebody else changed them back each time",
			q.user, q.puts)
		return answering
	}
	return writing
}

// write replaces the explicit grants. Implicit ones are not sent: PrivX keeps them by itself.
func (q *grantQueue) write(ctx context.Context) grantState {
	body := make([]any, 0, len(q.next))
	for _, h := range q.next {
		if h.raw != nil {
			body = append(body, h.raw)
		} else {
			body = append(body, h.Grant)
		}
	}
	q.puts++
	err := q.grants.client.write(ctx, rest.Request{Method: http.MethodPut, Path: grantsPath(q.user), Body: body})
	if err == nil {
		return reading
	}
	q.err = needs(mayManageUsers, err)
	var refused *Error
	if len(q.batch) > 1 && errors.As(err, &refused) && refused.StatusCode < http.StatusInternalServerError {
		// Each change is made alone, so that only the culprit fails.
		q.alone, q.batch = q.batch, nil
	}
	return answering
}

func (q *grantQueue) answer() grantState {
	// What is shared may be from before the GET that the answers stand on.
	q.grants.shared.Of(q.user).Drop()
	for _, c := range q.batch {
		c.done <- q.err
	}
	q.batch, q.next, q.puts, q.err = nil, nil, 0, nil
	if len(q.alone) == 0 {
		return gathering
	}
	q.batch, q.alone = q.alone[:1], q.alone[1:]
	return reading
}

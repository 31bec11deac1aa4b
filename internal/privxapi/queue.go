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
	// wholeTries is how many PUTs a change gets when other administrators write over it.
	wholeTries = 5
	// gatherTime is how long changes wait for others.
	// Terraform starts the next ones within milliseconds of the end of the last.
	gatherTime = 25 * time.Millisecond
	// lookAfter is how long after its last PUT a document is looked at again, at least.
	lookAfter = 250 * time.Millisecond
)

// wholes are documents of users that PrivX replaces as a whole and without a lock: the grants, the settings. Changes of
// one user's document are gathered in a queue.
type wholes[T any] struct {
	// noun is what errors call the document of a user.
	noun string
	// load reads a document past all caches, store replaces it.
	load  func(ctx context.Context, user string) ([]item[T], error)
	store func(ctx context.Context, user string, items []item[T]) error
	// drop forgets what was read of the user.
	drop func(user string)
	// holds reports whether what the server has is what was asked for. It was sent, or is still to be.
	holds func(has, want T, at time.Time, sent bool) bool
	// over reports whether something has ended by itself, and lapsed whether it may have ended where it is missing.
	over, lapsed func(v T, at time.Time) bool
	now          func() time.Time
	// lookAfter is how long after its last PUT a document is looked at again, at least; 0 is never.
	lookAfter time.Duration

	mu      sync.Mutex
	queues  map[string]*queue[T] // of the users whose documents were changed in this run
	pending sync.WaitGroup       // workers, and looks that are still to come
}

// item is one part of a document: a grant by its role, a value of the settings by its key.
type item[T any] struct {
	key   string
	value T
	raw   json.RawMessage // all that the server sent of it, nil for what is to be written
}

func find[T any](items []item[T], key string) (item[T], bool) {
	i := slices.IndexFunc(items, func(x item[T]) bool { return x.key == key })
	if i < 0 {
		return item[T]{}, false
	}
	return items[i], true
}

// queueState is what the worker of one user's queue does next:
//
//	from        to          when
//	---------   ---------   ---------------------------------------------------------------------------------
//	idle        gathering   a change comes
//	idle        reading     it is some time after the last PUT: a look without a change
//	gathering   reading     some wait: they are the batch
//	gathering   idle        nothing waits
//	reading     writing     the GET lacks some of the batch, or of what this run wrote before
//	reading     answering   all is there; or it failed, had too many PUTs, or cannot be made as one batch
//	writing     reading     the PUT is done, or was refused with what it was to put back
//	writing     answering   the PUT failed
//	answering   reading     of a batch that could not be made as one, there is another change to be made alone
//	answering   gathering   all have answers
//
// So a batch is GET, PUT, GET. The base of a PUT is the GET just before it, and what a PUT did is judged by the GET
// after it: PrivX has no lock, and another administrator may write the whole document at any time. The write of
// somebody who read it before our PUT can land even after that GET. So every GET of this run, and one more some time
// after the last PUT, puts back what this run wrote and what is not there any more.
type queueState int

const (
	idle      queueState = iota // there is no worker
	gathering                   // waits for more changes
	reading                     // GET, and comparison with what is wanted
	writing                     // PUT
	answering                   // callers get their answers
)

// queue is the changes of one user's document.
type queue[T any] struct {
	*wholes[T]
	user string

	// Guarded by the mutex of wholes.
	waiting []*change[T]
	running bool
	unseen  bool        // there was a PUT, and no look some time after it
	later   *time.Timer // the last look that was planned, nil before the first

	// The rest is the worker's.
	batch   []*change[T] // under way
	alone   []*change[T] // of a batch that could not be made as one, still to be made one by one
	next    []item[T]    // the body of the next PUT
	puts    int          // of the batch, or of looks since the last batch
	repairs bool         // next puts back what others took away
	err     error
	written written[T]
}

// do makes a change, for a user who may have been created a moment ago.
func (w *wholes[T]) do(ctx context.Context, user string, c *change[T]) error {
	if len(c.set) == 0 {
		return w.change(ctx, user, c)
	}
	_, err := appearing.Until(ctx, func(ctx context.Context) (bool, error) {
		err := w.change(ctx, user, c)
		return !isUnknownUser(err), err
	})
	return err
}

// isUnknownUser reports whether a document cannot be read because the user is missing. A PUT says 404 of a role.
func isUnknownUser(err error) bool {
	var e *Error
	return IsNotFound(err) && errors.As(err, &e) && e.Method == http.MethodGet
}

// change puts a change into the user's queue and waits for its outcome. A caller whose context ends leaves at once
// while the change still waits: then it is not made. One that is under way must not be reported as not made.
func (w *wholes[T]) change(ctx context.Context, user string, c *change[T]) error {
	c.done = make(chan error, 1)
	w.enqueue(ctx, user, c)
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
	}
	if w.withdraw(user, c) {
		return ctx.Err()
	}
	return <-c.done
}

func (w *wholes[T]) enqueue(ctx context.Context, user string, c *change[T]) {
	w.mu.Lock()
	defer w.mu.Unlock()
	q := w.queues[user]
	if q == nil {
		q = &queue[T]{wholes: w, user: user, written: newWritten[T]()}
		w.queues[user] = q
	}
	q.waiting = append(q.waiting, c)
	if !q.running {
		q.running = true
		// Not the caller's context: the others in the queue must not fail when this one is cancelled.
		ctx = rest.Detached(ctx)
		w.pending.Go(func() { q.work(ctx, gathering) })
	}
}

// withdraw reports whether the change was still waiting.
func (w *wholes[T]) withdraw(user string, c *change[T]) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	q := w.queues[user]
	i := slices.Index(q.waiting, c)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	return i >= 0
}

// finish waits until no worker runs and no look is still to come, or the context ends.
func (w *wholes[T]) finish(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.pending.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *queue[T]) work(ctx context.Context, state queueState) {
	for state != idle {
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

func (q *queue[T]) gather(ctx context.Context) queueState {
	_ = rest.Pause(ctx, gatherTime) // this context does not end; a caller who does not want to wait withdraws
	q.mu.Lock()
	defer q.mu.Unlock()
	q.batch, q.waiting = q.waiting, nil
	if len(q.batch) > 0 {
		q.puts = 0
		return reading
	}
	q.running = false
	if q.unseen && q.lookAfter > 0 {
		q.planLook(ctx)
	}
	return idle
}

// planLook plans a look, in place of one that was planned before. Two runs that write the same document at the same
// time must not go on doing so in step.
func (q *queue[T]) planLook(ctx context.Context) {
	if q.later != nil && q.later.Stop() {
		q.pending.Done()
	}
	q.pending.Add(1)
	q.later = time.AfterFunc(q.lookAfter+rest.Jitter(q.lookAfter/4), func() {
		defer q.pending.Done()
		q.mu.Lock()
		begin := !q.running // else the worker plans another one at its end
		if begin {
			q.running, q.unseen = true, false
		}
		q.mu.Unlock()
		if begin {
			q.work(ctx, reading)
		}
	})
}

// read compares what is there with what is wanted. Changes that are there get their answers at once.
func (q *queue[T]) read(ctx context.Context) queueState {
	held, err := q.load(ctx, q.user)
	if err != nil {
		q.err = err
		return answering
	}
	q.next = held
	var missing, there []*change[T]
	for _, c := range q.batch {
		if !q.look(c, held) {
			q.note(c, held)
			there = append(there, c)
			continue
		}
		q.next, _ = q.edit(c, q.next)
		missing = append(missing, c)
	}
	q.end(there, nil)
	q.batch = missing
	q.repairs = q.repair(held)
	switch {
	case len(q.batch) == 0 && !q.repairs:
		return answering
	case q.puts == wholeTries:
		q.err = fmt.Errorf("the %s of user %s were changed %d times, and somebody else changed them back each time",
			q.noun, q.user, q.puts)
		return answering
	case len(q.batch) > 1 && q.contradict():
		// Each change is made alone, so that the last one stays.
		q.alone, q.batch = q.batch, nil
		return answering
	}
	return writing
}

// contradict reports whether no document can have all of the batch: two resources of one configuration own the same.
func (q *queue[T]) contradict() bool {
	return slices.ContainsFunc(q.batch, func(c *change[T]) bool {
		_, changed := q.edit(c, q.next)
		return changed
	})
}

func (q *queue[T]) write(ctx context.Context) queueState {
	q.puts++
	err := q.store(ctx, q.user, q.next)
	if err == nil {
		for _, c := range q.batch {
			c.sent = true
		}
		q.mu.Lock()
		q.unseen = true
		q.mu.Unlock()
		return reading
	}
	var refused *Error
	switch {
	case !errors.As(err, &refused) || refused.status() >= http.StatusInternalServerError || refused.isBusy():
	case q.repairs:
		// What is put back may be what the server refuses, such as the grant of a role that was deleted since.
		q.written = newWritten[T]()
		return reading
	case len(q.batch) > 1:
		// Each change is made alone, so that only the culprit fails.
		q.alone, q.batch = q.batch, nil
		return answering
	case len(q.batch) == 1 && !q.batch[0].sent && q.ends(q.batch[0]):
		q.batch[0].sent = true // by the server's clock it has ended already
		return reading
	}
	q.err = err
	return answering
}

func (q *queue[T]) answer() queueState {
	q.end(q.batch, q.err)
	q.batch, q.next, q.err = nil, nil, nil
	if len(q.alone) == 0 {
		return gathering
	}
	q.batch, q.alone, q.puts = q.alone[:1], q.alone[1:], 0
	return reading
}

// end answers callers.
func (q *queue[T]) end(changes []*change[T], err error) {
	// What is shared may be from before the GET that the answers stand on.
	q.drop(q.user)
	for _, c := range changes {
		c.done <- err
	}
}

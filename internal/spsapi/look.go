package spsapi

import (
	"context"
	"errors"
	"slices"
	"time"
)

// look finds out whether a commit happened whose answer was lost: first whether the transaction is still open, then from the
// changes themselves. What is not seen at first gets a moment.
func (e *engine) look(ctx context.Context, t *transaction, written []*change, cause error) (happened bool, err error) {
	evidence := evidenceOf(written)
	// A commit that took too long may be under way still.
	patient := isTimeout(cause)
	deadline := time.Now().Add(e.config.CommitTimeout)
	if !patient {
		deadline = time.Now().Add(min(lookTime, e.config.CommitTimeout))
	}
	for try := 0; ; try++ {
		var again bool
		happened, again, err = t.seen(ctx, evidence, patient)
		if happened || time.Now().After(deadline) || !again && try > 0 {
			return happened, err
		}
		time.Sleep(jitter(min(4*e.config.MinBackoff<<min(try, 16), maxLockWait)))
	}
}

// seen is one look. again says that another may show more.
func (t *transaction) seen(ctx context.Context, evidence *change, patient bool) (happened, again bool, err error) {
	state, err := t.state(ctx)
	if err != nil && !isUnauthenticated(err) {
		return false, true, err
	}
	if state.Status == statusOpen {
		return false, patient, nil
	}
	if evidence == nil {
		return false, false, nil
	}
	happened, err = evidence.happened(ctx)
	return happened, err != nil, err
}

// evidenceOf picks the change that shows best whether all were committed: a key that the server made up, then an object
// that is gone, then one that looks as it should.
func evidenceOf(written []*change) *change {
	var best *change
	rank := func(c *change) int { return slices.Index([]int{creating, deleting, updating}, min(c.order, deleting)) }
	for _, c := range written {
		if c.happened != nil && (best == nil || rank(c) < rank(best)) {
			best = c
		}
	}
	return best
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

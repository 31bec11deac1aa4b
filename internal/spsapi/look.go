package spsapi

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// lookTime is how long to look for what became of a commit while SPS does not answer.
const lookTime = time.Minute

var errNoState = errors.New("GET " + transactionPath + ": the answer does not say whether the transaction is open")

// look finds out whether a commit happened whose answer was lost: first whether the transaction is still open, then
// from the changes themselves. What is not seen at first gets a moment.
func (t *transaction) look(ctx context.Context, changes []*change, cause error) (happened bool, err error) {
	config, evidence := t.engine.config, evidenceOf(changes)
	poll := rest.Poll{First: 4 * config.MinBackoff, Longest: maxLockWait, Total: config.CommitTimeout, Jitter: true}
	// A commit that took too long may be under way still.
	patient := isTimeout(cause)
	if !patient {
		poll.Total = min(lookTime, config.CommitTimeout)
	}
	looks := 0
	_, err = poll.Until(ctx, func(ctx context.Context) (done bool, err error) {
		looks++
		var again bool
		happened, again, err = t.seen(ctx, evidence, patient)
		return happened || !again && looks > 1, err
	})
	return happened, err
}

// seen is one look. again says that another may show more.
func (t *transaction) seen(ctx context.Context, evidence *change, patient bool) (happened, again bool, err error) {
	state, err := t.state(ctx)
	if err != nil && !isUnauthenticated(err) {
		return false, true, err
	}
	switch {
	case state.Status == statusOpen:
		return false, patient, nil
	case err == nil && state.Status != statusClosed:
		return false, true, errNoState
	}
	if evidence == nil {
		return false, false, nil
	}
	happened, err = evidence.happened(ctx)
	return happened, err != nil, err
}

// evidenceOf returns the change that shows best whether all were committed: a key that the server made up, then an
// object that is gone, then one that looks as it should.
func evidenceOf(changes []*change) *change {
	var best *change
	rank := func(c *change) int { return slices.Index([]int{creating, deleting, updating}, min(c.order, deleting)) }
	for _, c := range changes {
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

package rest

import (
	"context"
	"math/rand/v2"
	"time"
)

// Poll says how long to wait between the tries of something that may succeed later.
type Poll struct {
	// First is the wait before the second try; each further one doubles it, up to Longest (0: no bound).
	First, Longest time.Duration
	// Total bounds all tries: a wait that would end later than this is not begun. 0 means no bound.
	Total time.Duration
	// Jitter leaves half of each wait to chance.
	Jitter bool
}

// Until tries until the action reports that it is done, the time is over, or the context ends. It returns the last
// error of the action, which may be nil, and whether the action was done.
func (p Poll) Until(ctx context.Context, try func(context.Context) (done bool, err error)) (done bool, err error) {
	start := time.Now()
	for wait := p.First; ; wait *= 2 {
		if done, err = try(ctx); done {
			return true, err
		}
		if p.Longest > 0 {
			wait = min(wait, p.Longest)
		}
		pause := wait
		if p.Jitter {
			pause = Jitter(wait)
		}
		if p.Total > 0 && time.Since(start)+pause > p.Total || Pause(ctx, pause) != nil {
			return false, err
		}
	}
}

// Pause waits for d, or until the context ends, whose error it returns.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Jitter leaves half of a wait to chance, so that several callers do not return in step.
func Jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(d/2+1) //nolint:gosec // not a secret
}

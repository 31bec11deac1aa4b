package privxapi

import "time"

var shipped = finishTime

// FinishTime is how long a server has in tests.
const FinishTime = 50 * time.Millisecond

// LookAfter is how long after its last PUT a document is looked at again in tests: those that count requests are over
// by then, and the others have a clock of their own.
const LookAfter = time.Hour

func init() { finishTime, lookAfter = FinishTime, LookAfter }

// Waiting returns how many changes of a user's grants wait for the batch before them.
func (g *Grants) Waiting(user string) int {
	g.wholes.mu.Lock()
	defer g.wholes.mu.Unlock()
	if queue := g.wholes.queues[user]; queue != nil {
		return len(queue.waiting)
	}
	return 0
}

// Forget drops what was read.
func (c *Client) Forget() { c.forget() }

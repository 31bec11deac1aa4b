package privxapi

import "time"

var shipped = finishTime

// FinishTime is how long a server has in tests.
const FinishTime = 50 * time.Millisecond

func init() { finishTime = FinishTime }

// LookSoon shortens the time after which the client looks again at what it has written.
func (c *Client) LookSoon() {
	c.Grants.wholes.lookAfter, c.Settings.wholes.lookAfter = time.Millisecond, time.Millisecond
}

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

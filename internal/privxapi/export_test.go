package privxapi

import "time"

var shipped = finishTime

// FinishTime is how long a server has in tests.
const FinishTime = 50 * time.Millisecond

func init() { finishTime = FinishTime }

// Waiting returns how many changes of a user's grants wait for the batch before them.
func (g *Grants) Waiting(user string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	if queue := g.queues[user]; queue != nil {
		return len(queue.waiting)
	}
	return 0
}

// Forget drops what was read.
func (c *Client) Forget() { c.forget() }

package privxapi

import "time"

var shipped = finishTime

const (
	// FinishTime is how long a server has in tests.
	FinishTime = 50 * time.Millisecond
	LookAhead  = lookAhead
)

func init() { finishTime = FinishTime }

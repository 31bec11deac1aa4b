package spsapi

// The engine takes a batch of changes through these stages, one batch at a time:
//
//	queue --> opening --> writing --> committing --> looking
//	           ^   |         |            |             |
//	           |   +---------+-----+------+-------------+      Not drawn: finished, to which every stage may lead.
//	           |                   v
//	           |              rollingBack
//	           |                   v
//	           +--------------- deciding --> dividing
//
//	stage        what is done                 next stage
//	opening      log in, POST transaction     writing; finished if nobody waits; rollingBack if it fails
//	writing      each change is sent          committing; finished if SPS took none; rollingBack if it fails
//	committing   PUT transaction              finished; looking if the outcome is unknown; rollingBack if it fails
//	looking      look what was committed      finished if it was, or if nobody can tell; rollingBack if it was not
//	rollingBack  DELETE transaction           deciding; finished if nobody waits
//	deciding     go by the verdict:
//	               lost, conflicting          opening, after a pause, a bounded number of times
//	               locked                     opening, after a pause, until lock_timeout
//	               refused, or the above      dividing if there were several changes, else finished with the error
//	               when patience ends
//	               fatal, or no time left     finished with the error
//	dividing     a batch of each change       finished
//
// Meanwhile each change goes through these states:
//
//	state    what it means                    next state
//	waiting  it is in no transaction          entered when its batch has opened one; left when its caller is cancelled;
//	                                          done when its batch ends with an error
//	entered  it is in an open transaction     written when SPS takes it; waiting, or left, when all is rolled back;
//	                                          done when its batch is finished: it changed nothing, or was refused
//	written  the transaction holds it         waiting, or left, when all is rolled back; done when its batch is finished
//	done     its caller has the outcome
//	left     its caller has gone without
//
// So a cancelled caller leaves at once while its change is waiting, and else when its transaction has come to an end.
// With the last caller, a request under way ends and the transaction is rolled back; but a commit is waited for. All
// requests of a batch share one time (patience.go).

// stage is where a batch is.
type stage int

const (
	opening stage = iota
	writing
	committing
	looking
	rollingBack
	deciding
	dividing
	finished
)

// state is where a change is. The engine's lock guards it.
type state int

const (
	waiting state = iota
	entered
	written
	done
	left
)

// verdict is what a failed request means for the transaction that it was sent in.
type verdict int

const (
	// refused is the server's answer to this request alone.
	refused verdict = iota
	// lost means that session, connection or transaction are gone, or that the outcome is not known:
	// all must be done again.
	lost
	// locked means that somebody else holds the configuration.
	locked
	// conflicting means that somebody else's commit came first.
	conflicting
	// fatal means that nothing else can succeed either.
	fatal
)

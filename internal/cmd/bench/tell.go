package main

import (
	"fmt"
	"io"
	"time"
)

// teller shows what is under way: a run takes minutes.
type teller struct {
	out         io.Writer
	life, total int
}

func (t *teller) begin(l life, step string) {
	fmt.Fprintf(t.out, "%s  [%d/%d] %s: %s … ", time.Now().Format(time.TimeOnly), t.life, t.total, l, step)
}

func (t *teller) end(r result) {
	fmt.Fprintf(t.out, "%.1f s\n", r.Wall.Seconds())
}

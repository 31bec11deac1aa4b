package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// narrator prints the story and counts the checks.
type narrator struct {
	out     io.Writer
	colours bool
	steps   int
	checked int
}

const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
)

func newNarrator(out io.Writer, colours bool) *narrator {
	return &narrator{out: out, colours: colours}
}

// isTerminal reports whether colours are welcome (https://no-color.org).
func isTerminal(file *os.File) bool {
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (n *narrator) paint(colour, text string) string {
	if !n.colours || colour == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

func (n *narrator) line(colour, text string) { fmt.Fprintln(n.out, n.paint(colour, text)) }

// chapter begins a story.
func (n *narrator) chapter(title string) {
	n.line("", "")
	n.line(bold, title)
	n.line(bold, strings.Repeat("=", len(title)))
}

// heading begins a step.
func (n *narrator) heading(title, about string) {
	n.steps++
	n.line("", "")
	n.line(bold, fmt.Sprintf("%d. %s", n.steps, title))
	for line := range strings.Lines(about) {
		n.line("", "   "+strings.TrimSpace(line))
	}
	n.line("", "")
}

// text prints a text as it is.
func (n *narrator) text(text string) { n.line("", text) }

// result is one of several things that have come about.
func (n *narrator) result(text string) { n.line("", "   - "+text) }

// command is what the user would type.
func (n *narrator) command(text string) { n.line(cyan, "   $ "+text) }

// happens is what somebody does outside of Terraform.
func (n *narrator) happens(who, what string) {
	n.line(yellow, fmt.Sprintf("   %s: %s", who, what))
}

// quote repeats lines of Terraform's output.
func (n *narrator) quote(lines []string) {
	for _, line := range lines {
		n.line(colourOf(line), strings.TrimRight("     "+line, " "))
	}
}

// colourOf is as Terraform itself colours changes.
func colourOf(line string) string {
	switch sign, _, _ := strings.Cut(strings.TrimSpace(line), " "); sign {
	case "+":
		return green
	case "-", "-/+", "Error:":
		return red
	case "~", "Warning:":
		return yellow
	}
	return dim
}

// claim is what a step says about itself, and whether it holds.
type claim struct {
	holds bool
	text  string
}

func that(holds bool, format string, args ...any) claim {
	return claim{holds, fmt.Sprintf(format, args...)}
}

var errClaim = errors.New("not every check holds")

// check prints all claims and fails if one does not hold.
func (n *narrator) check(claims ...claim) error {
	var err error
	for _, c := range claims {
		n.checked++
		if c.holds {
			n.line("", "   "+n.paint(green, "ok  ")+c.text)
			continue
		}
		n.line("", "   "+n.paint(red, "FAILED  ")+c.text)
		err = errClaim
	}
	return err
}

// failed ends the story with everything that may explain it.
func (n *narrator) failed(err error, last outcome) {
	if !errors.Is(err, errClaim) {
		n.line(red, "   FAILED  "+err.Error())
	}
	if last.command != "" {
		n.line("", fmt.Sprintf("\nAll of the output of %q:\n\n%s", last.command, last.output))
	}
}

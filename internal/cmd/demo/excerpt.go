package main

import (
	"regexp"
	"strings"
)

// tellingLine is a line of Terraform's output worth repeating: which resource, what changes in it, and the sums.
var tellingLine = regexp.MustCompile(`^\s*(` + strings.Join([]string{
	`# pam_`,
	`~ \w+ += \{`,
	`(~|-/\+|\+/-) .* -> `, // not the "- x = y -> null" of what is destroyed
	`pam_.* complete`,
	`pam_.*Import`,
	`- Install`,
	`Plan:`,
	`No changes\.`,
	`Warning:`,
	`(Apply|Destroy) complete!`,
}, "|") + `)`)

// mirrorWarning is what every init from a folder says: it knows the provider's checksum for this platform only.
const mirrorWarning = "Incomplete lock file"

// telling is an excerpt that fits on a screen.
func telling(output string) []string {
	var lines []string
	inWarning := false
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case tellingLine.MatchString(line):
			inWarning = strings.HasPrefix(line, "Warning:")
			if strings.Contains(line, mirrorWarning) {
				inWarning = false
				continue
			}
			lines = append(lines, strings.TrimPrefix(line, "  "))
		case inWarning && line != "" && line == strings.TrimSpace(line): // indented is where it comes from
			lines = append(lines, line)
		}
	}
	return lines
}

// errorLines is what Terraform says of errors, without the empty lines around it.
func errorLines(output string) []string {
	_, errors, _ := strings.Cut(output, "Error:")
	var lines []string
	for line := range strings.Lines("Error:" + errors) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// warnings is all that Terraform says from its first warning on, without its line breaks.
func warnings(output string) string {
	_, warnings, _ := strings.Cut(output, "Warning:")
	return oneLine(warnings)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
)

// errorUnderSuccess is the name of the answer that is an error under a status of success.
const errorUnderSuccess = "error-200"

// strange is an answer that is not the system's, or not in its usual shape, to the requests of some paths.
type strange struct{ name, path string }

func strangeNames() []string {
	return append(slices.Sorted(maps.Keys(fakehttp.NotFounds(""))), errorUnderSuccess)
}

func parseStrange(text string) (strange, error) {
	name, path, _ := strings.Cut(text, "=")
	if !slices.Contains(strangeNames(), name) {
		return strange{}, fmt.Errorf("%q is none of %s", name, strings.Join(strangeNames(), ", "))
	}
	_, err := regexp.Compile(path)
	return strange{name, path}, err
}

// fault is what a system answers.
func (a strange) fault(underSuccess func(path string) fakehttp.Fault) fakehttp.Fault {
	if a.name == errorUnderSuccess {
		return underSuccess(a.path)
	}
	return fakehttp.NotFounds(a.path)[a.name]
}

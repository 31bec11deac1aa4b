package spsapi

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// takenError is the refusal of a name that another object has.
type takenError struct {
	holder  referrer
	created bool
	err     error
}

// Error implements error.
func (e *takenError) Error() string {
	text := fmt.Sprintf("SPS has another object of this name: the %s. ", e.holder)
	if e.created {
		text = fmt.Sprintf("SPS has the %s already, perhaps from a run that was interrupted. If no resource of the "+
			"configuration manages it, import it: terraform import ADDRESS %s, or an import block with id = %q. ", e.holder,
			e.holder.key, e.holder.key)
	}
	return text + "Else choose another name. SPS said: " + e.err.Error()
}

// Unwrap returns the server's refusal.
func (e *takenError) Unwrap() error { return e.err }

// IsTaken reports whether a name was refused because another object has it.
func IsTaken(err error) bool {
	var taken *takenError
	return errors.As(err, &taken)
}

// explainTaken returns the refusal of an object that was written in words that name the one that has its name, if
// there is one. key is that of the object itself, empty while it is created.
func (c *Collection[T]) explainTaken(ctx context.Context, v T, key string, err error) error {
	if !mayPass(err) {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, explainTime)
	defer cancel()
	name := nameOfObject(v)
	holder := c.holderOf(ctx, name, key)
	if holder == "" { // another administrator may have made it since this run read the collection
		c.objects.Drop()
		holder = c.holderOf(ctx, name, key)
	}
	if holder == "" {
		return err
	}
	return &takenError{referrer{noun: c.codec.noun, name: name, key: holder}, key == "", err}
}

// holderOf returns the key of another object of a name, in the case of letters that SPS may not tell apart.
func (c *Collection[T]) holderOf(ctx context.Context, name, own string) string {
	items, err := c.objects.All(ctx)
	if err != nil || name == "" {
		return ""
	}
	for _, item := range items {
		if item.ID != own && strings.EqualFold(nameIn(item.Body), name) {
			return item.ID
		}
	}
	return ""
}

// nameOfObject returns the name that an object has on the wire.
func nameOfObject(v any) string {
	doc, _ := documentOf(v)
	name, _ := doc["name"].(string)
	return name
}

package spsapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

// members are the keys of the users in a usergroup, as a transaction had them when its usergroups were listed.
type members struct {
	group string
	users Refs
}

// leaveUsergroups takes a user out of all usergroups, which SPS demands before the user is deleted. It reports whether
// it wrote anything, also beside an error.
func leaveUsergroups(ctx context.Context, t *transaction, user string) (wrote bool, err error) {
	listed, err := t.members(ctx)
	if err != nil {
		return false, fmt.Errorf("listing the usergroups that the user may be in: %w", err)
	}
	for _, m := range listed {
		if !slices.Contains(m.users, user) {
			continue
		}
		left, err := t.removeMember(ctx, m.group, user)
		wrote = wrote || left
		if err != nil {
			return wrote, fmt.Errorf("taking the user out of the usergroup %s: %w", m.group, err)
		}
	}
	return wrote, nil
}

// members returns the members of all usergroups. They are listed once for all users that one transaction deletes.
func (t *transaction) members(ctx context.Context) ([]members, error) {
	if t.listed != nil {
		return t.listed, nil
	}
	items, err := t.engine.client.list(ctx, t.session, usergroups.path)
	if err != nil {
		return nil, err
	}
	listed := make([]members, 0, len(items))
	for _, item := range items {
		body := item.Body
		if !item.hasBody() {
			path := usergroups.path + rest.Path(item.Key)
			body, err = t.engine.client.object(ctx, t.session, rest.Request{Method: http.MethodGet, Path: path})
			if IsNotFound(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
		}
		group, err := usergroups.decode(item.Key, body)
		if err != nil {
			return nil, err
		}
		listed = append(listed, members{group.Key, group.Members})
	}
	t.listed = listed
	return listed, nil
}

// removeMember reports whether it wrote anything: a usergroup that is gone, or without the user, is left alone.
func (t *transaction) removeMember(ctx context.Context, group, user string) (wrote bool, err error) {
	path := usergroups.path + rest.Path(group)
	current, err := t.read(ctx, path)
	if IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	remaining, was, err := without(current["members"], user)
	if err != nil || !was {
		return false, err
	}
	current["members"] = remaining
	listed := t.listed
	_, err = t.do(ctx, rest.Request{Method: http.MethodPut, Path: path, Body: current})
	t.listed = listed // without the user, which is not asked for again
	if IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// without returns the keys of a list of references without one of them, and whether that was in it.
func without(references any, key string) (keys []any, was bool, err error) {
	list, _ := references.([]any)
	keys = make([]any, 0, len(list))
	for _, reference := range list {
		found, err := refOf(reference)
		if err != nil {
			return nil, false, err
		}
		if found == key {
			was = true
			continue
		}
		keys = append(keys, found)
	}
	return keys, was, nil
}

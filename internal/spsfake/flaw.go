package spsfake

import "fmt"

// flaw returns why an object cannot be at a place, or why none can (nil): a reference to nothing, a password used
// twice, a name used twice, or something that others refer to.
func (c config) flaw(k *kind, p place, o *object) string {
	if o == nil {
		if user, used := c.user(p, p); used {
			return fmt.Sprintf("%s cannot be deleted: it is used by %s", p.href(), user.href())
		}
		return ""
	}
	uses := map[place]int{}
	for _, link := range o.links {
		if c.find(link) == nil {
			return fmt.Sprintf("The referenced object %s does not exist", link.href())
		}
		uses[link]++
		if link.collection != passwords {
			continue
		}
		if _, elsewhere := c.user(link, p); elsewhere || uses[link] > 1 {
			return fmt.Sprintf("The password %s is already in use: a password can be referenced only once", link.href())
		}
	}
	if !k.named {
		return ""
	}
	for key, other := range c[p.collection].objects {
		if key != p.key && other.doc["name"] == o.doc["name"] {
			return fmt.Sprintf("The name %q is already in use", o.doc["name"])
		}
	}
	return ""
}

package rest

import (
	"slices"
	"sort"
	"strings"
)

const (
	// enough is how much of the beginning of a long secret is found by itself: servers cut what they repeat.
	enough = 16
	// branch is what it costs to look at a second reading of a place, in steps.
	branch = 8
	// maxGap bounds the white space that is skipped at one place, in characters.
	maxGap = 64
	blanks = " \t\r\n\v\f"
)

// needle is a text to find. A whole one is found between characters that are no letters and no digits only.
type needle struct {
	text  string
	whole bool
}

// needles find the texts of one kind, all at the same time.
type needles struct {
	// list is sorted and without doubles, so that those which agree with a text so far stand together.
	list []needle
	// fold brings the bytes of a text into the spelling of the needles.
	fold func(byte) byte
	// dense needles have no white space, and that of the text does not count.
	// In others, each run of white space is one space.
	dense bool
	// first is where in the list the needles begin that begin with a byte.
	first [257]int
}

func newNeedles(list []needle, dense bool, fold func(byte) byte) *needles {
	slices.SortFunc(list, func(a, b needle) int { return strings.Compare(a.text, b.text) })
	x := &needles{
		list: slices.CompactFunc(list, func(a, b needle) bool { return a.text == b.text }), dense: dense, fold: fold,
	}
	for b := range x.first {
		x.first[b] = sort.Search(len(x.list), func(i int) bool { return int(x.list[i].text[0]) >= b })
	}
	return x
}

// match is how far needles agree with a text: the first depth bytes of list[lo:hi] with all up to at.
type match struct{ at, depth, lo, hi, gap int }

// longest returns the end of the longest needle that begins at a place, however it is spelled there, or -1.
// open says that no letter or digit stands before it.
func (x *needles) longest(s *subject, from int, open bool) int {
	text := s.text
	end := -1
	var later []match
	var tried map[match]bool // of those that stood in later: spellings of backslashes could else be read in 2^n ways
	for m, more := (match{at: from, hi: len(x.list)}), true; more && s.steps > 0; {
		if m.depth > branch { // so far even texts without a secret agree
			s.steps--
		}
		end = max(end, x.found(text, &m, open))
		if next, ok := x.only(text, m); ok {
			m = next
			continue
		}
		if m.lo < m.hi && m.at < len(text) && introduces(text[m.at]) {
			for _, r := range s.readings(m.at) {
				if next, ok := x.step(m, r); ok && !tried[next] {
					if tried == nil {
						tried = map[match]bool{}
					}
					tried[next] = true
					s.steps -= branch
					later = append(later, next)
				}
			}
		}
		if more = len(later) > 0; more {
			m, later = later[len(later)-1], later[:len(later)-1]
		}
	}
	return end
}

// found returns where a needle ends that agrees whole, or enough of a long one, and leaves it out; -1 if none does.
func (x *needles) found(text string, m *match, open bool) int {
	end := -1
	if m.depth > 0 && m.lo < m.hi && len(x.list[m.lo].text) == m.depth {
		if !x.list[m.lo].whole || open && (m.at == len(text) || !alphanumeric(text[m.at])) {
			end = m.at
		}
		m.lo++
	}
	if m.depth >= enough && m.lo < m.hi && m.gap == 0 {
		end = m.at
	}
	return end
}

// only takes the next byte of the text where it can be read in one way.
func (x *needles) only(text string, m match) (match, bool) {
	if m.lo >= m.hi || m.at >= len(text) || introduces(text[m.at]) {
		return m, false
	}
	return x.step(m, reading{text[m.at : m.at+1], 1})
}

// step takes one reading of the text, and is false when no needle goes on like that.
func (x *needles) step(m match, r reading) (match, bool) {
	m.at += r.n
	if len(r.value) == 1 && strings.Contains(blanks, r.value) {
		inGap := m.depth > 0 && (x.dense || x.list[m.lo].text[m.depth-1] == ' ')
		if inGap {
			m.gap++
			return m, m.gap <= maxGap
		}
		r.value = " "
	}
	m.gap = 0
	for i := range len(r.value) {
		if m = x.narrow(m, x.fold(r.value[i])); m.lo >= m.hi {
			return m, false
		}
	}
	return m, true
}

// narrow keeps the needles that go on with b.
func (x *needles) narrow(m match, b byte) match {
	at := func(i int) int { // of those that end here, nothing goes on
		if text := x.list[i].text; m.depth < len(text) {
			return int(text[m.depth])
		}
		return -1
	}
	switch {
	case m.depth == 0:
		m.lo, m.hi = x.first[b], x.first[int(b)+1]
	case m.hi-m.lo == 1:
		if at(m.lo) != int(b) {
			m.lo = m.hi
		}
	default:
		lo, n := m.lo, m.hi-m.lo
		m.lo = lo + sort.Search(n, func(i int) bool { return at(lo+i) >= int(b) })
		m.hi = lo + sort.Search(n, func(i int) bool { return at(lo+i) > int(b) })
	}
	m.depth++
	return m
}

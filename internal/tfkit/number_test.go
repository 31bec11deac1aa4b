package tfkit

import (
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, same := range [][]string{
		{"0", "-0", "0.0", "0e0", "-0.000e-5", "0e9999999", "0e99999999999999999999", "0E-99999999999999999999"},
		{"1", "1.0", "1e0", "10e-1", "0.1e1", "0.01E+2", "1.000e00", "100e-02"},
		{"-1", "-1.0", "-10E-1"},
		{"12345678901234567890", "1.234567890123456789e19", "123456789012345678900e-1"},
		{"1e-9999999", "0.1e-9999998", "10e-10000000", "1.0e-9999999"},
		{"1e9999999", "10e9999998"},
		{"1e9007199254740992", "1.0e9007199254740992"},
	} {
		for _, a := range same {
			if number(a) != number(same[0]) {
				t.Errorf("%s is %s, and %s is %s", a, number(a), same[0], number(same[0]))
			}
		}
	}
	for _, other := range [][2]string{
		{"1", "-1"},
		{"1", "10"},
		{"0", "1e-9999999"},
		{"1e9999999", "1e9999998"},
		{"12345678901234567890", "12345678901234567891"},
		{"0." + strings.Repeat("1", 200), "0." + strings.Repeat("1", 201)},
		{"1e99999999999999999999", "1e99999999999999999998"},
		{"1e99999999999999999999", "-1e99999999999999999999"},
	} {
		if number(other[0]) == number(other[1]) {
			t.Errorf("%.40s and %.40s are both %.60s", other[0], other[1], number(other[0]))
		}
	}
	if s := "1e99999999999999999999"; number(s) != s {
		t.Errorf("%s is %s", s, number(s))
	}
}

// TestNumbersInSettings has them at every place of a document, which a plan compares several times.
func TestNumbersInSettings(t *testing.T) {
	t.Parallel()
	for _, n := range []string{"1e-9999999", "1e9999999", "-1E+999999999", "1e-99999999999999999999999", "0e999999999"} {
		document := `{"a":` + n + `,"b":{"c":[` + n + `,{"d":[[` + n + `]]}]}}`
		if JSON(document) != JSON(strings.ReplaceAll(document, ":", " : ")) {
			t.Errorf("%s is another document with white space", n)
		}
		if JSON(document) == JSON(strings.ReplaceAll(document, n, "1")) {
			t.Errorf("%s is the same as 1", n)
		}
	}
	if JSON(`{"a":[1.0,{"b":1e0}]}`) != JSON(`{"a":[1,{"b":10e-1}]}`) {
		t.Error("nested numbers in another spelling are a change")
	}
}

// TestSpellingsOfRandomNumbers compares as exact fractions do: equal numbers are spelled alike, others are not.
// Equality of one spelling each is reflexive, symmetric and transitive.
func TestSpellingsOfRandomNumbers(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 0)) //nolint:gosec // reproducible
	one := func() string {
		s := strconv.Itoa(random.IntN(8) - 4)
		if random.IntN(2) == 0 {
			s += "." + strings.Repeat("0", random.IntN(3)) + strconv.Itoa(random.IntN(3))
		}
		if random.IntN(2) == 0 {
			s += []string{"e", "E", "e+", "e-", "e0", "E-0"}[random.IntN(6)] + strconv.Itoa(random.IntN(4))
		}
		return s
	}
	equal := 0
	for range 20_000 {
		a, b := one(), one()
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if same := x.Cmp(y) == 0; same != (number(a) == number(b)) {
			t.Fatalf("%s and %s: %s and %s", a, b, number(a), number(b))
		} else if same {
			equal++
		}
	}
	if equal < 100 {
		t.Errorf("only %d pairs were equal", equal)
	}
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"0", "-1.50e-7", "1e-9999999", "1E99999999999999999999", "0.000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !json.Valid([]byte(s)) || strings.Trim(s, "-+.eE0123456789") != "" {
			return
		}
		if once := number(s); number(once) != once || !json.Valid([]byte(once)) {
			t.Errorf("%s is %s is %s", s, once, number(once))
		}
	})
}

package tfkit

import (
	"strconv"
	"strings"
)

// maxExponent bounds what is calculated with. A number beyond it is compared as the text that it is.
const maxExponent = 1 << 53

// number is the spelling of the numbers of JSON: 1, 1.0 and 1e0 are the same. It works on the digits, because the value
// of 1e9999999 has ten million of them.
func number(s string) string {
	unsigned, negative := strings.CutPrefix(s, "-")
	mantissa, power := unsigned, int64(0)
	if i := strings.IndexAny(unsigned, "eE"); i >= 0 {
		var err error
		mantissa = unsigned[:i]
		power, err = strconv.ParseInt(unsigned[i+1:], 10, 64)
		if strings.Trim(mantissa, "0.") != "" && (err != nil || power > maxExponent || power < -maxExponent) {
			return s
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	power -= int64(len(fraction))
	if significant := strings.TrimRight(digits, "0"); significant != digits {
		power += int64(len(digits) - len(significant))
		digits = significant
	}
	switch {
	case digits == "":
		return "0"
	case negative:
		digits = "-" + digits
	}
	return digits + "e" + strconv.FormatInt(power, 10)
}

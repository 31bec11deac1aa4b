package privxfake

import "math"

// Bounds of a session password policy: the length is from the vendor's page, by which every password must also be at
// least WEAK; the bits of each strength are from api/privx.md §3.1.
const (
	minPasswordLength = 10
	maxPasswordLength = 99
	weakBits          = 36
	strongBits        = 60
	veryStrongBits    = 120
)

// characterClasses are the sizes of what passwords are drawn from; that of the special characters is not documented.
var characterClasses = []struct {
	key  string
	size float64
}{
	{"use_lower_case", 26},
	{"use_upper_case", 26},
	{"use_numbers", 10},
	{"use_special_characters", 30},
}

// checkPolicy returns what is wrong with the policy of a source, whose types are right.
func checkPolicy(source map[string]any) []problem {
	policy, given := source["session_password_policy"].(map[string]any)
	if !given {
		return nil
	}
	var problems []problem
	wrong := func(message, property string) {
		problems = append(problems, problem{Code: "VALUE_OUT_OF_BOUNDS", Message: message, Property: property})
	}
	const path = "session_password_policy"
	shortest, _ := integer(policy["password_min_length"])
	longest, _ := integer(policy["password_max_length"])
	if shortest < minPasswordLength || shortest > maxPasswordLength {
		wrong("password_min_length must be from 10 to 99", path+".password_min_length")
	}
	if longest > maxPasswordLength || longest < shortest {
		wrong("password_max_length must be from password_min_length to 99", path+".password_max_length")
	}
	switch bits := entropy(policy); {
	case poolSize(policy) == 0:
		wrong("at least one class of characters must be used", path)
	case bits < weakBits && problems == nil:
		wrong("password_min_length is too small to produce at least WEAK passwords", path+".password_min_length")
	}
	return problems
}

func poolSize(policy map[string]any) float64 {
	pool := 0.0
	for _, class := range characterClasses {
		if policy[class.key] == true {
			pool += class.size
		}
	}
	return pool
}

// entropy returns the bits of the shortest password that the policy allows.
func entropy(policy map[string]any) float64 {
	pool := poolSize(policy)
	if pool == 0 {
		return 0
	}
	length, _ := integer(policy["password_min_length"])
	return math.Floor(float64(length) * math.Log2(pool))
}

func strength(bits float64) string {
	switch {
	case bits < weakBits:
		return "VERY_WEAK"
	case bits < strongBits:
		return "WEAK"
	case bits < veryStrongBits:
		return "STRONG"
	}
	return "VERY_STRONG"
}

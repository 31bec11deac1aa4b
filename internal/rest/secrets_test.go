package rest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
)

// keyFile is a service account's, with a key that is none.
func keyFile() (file, key string) {
	body := strings.Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7+/xyzabcdef0", 4)
	key = "-----BEGIN PRIVATE KEY-----\n" + strings.Join(cut(body, 64), "\n") + "\n-----END PRIVATE KEY-----\n"
	text, err := json.MarshalIndent(map[string]any{
		"type": "service_account", "project_id": "my-project", "private_key_id": "0a1b2c3d4e5f60718293",
		"private_key": key, "client_email": "x@my-project.iam.gserviceaccount.com",
		"token_uri": "https://oauth2.googleapis.com/token",
	}, "", "  ")
	if err != nil {
		panic(err)
	}
	return string(text), key
}

// TestDerivedSecrets sends a secret as it goes over the wire and has the server repeat what it makes of it.
func TestDerivedSecrets(t *testing.T) {
	t.Parallel()
	file, key := keyFile()
	lines := strings.Split(strings.TrimSpace(key), "\n")
	ticket := "BQIAAABJAAEAC0VYQU1QTEUuQ09NAAd0aWNrZXQx+/8AAAABZGVmZ2hpamtsbW5vcA=="
	raw, err := base64.StdEncoding.DecodeString(ticket)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sent   string
		answer []string
	}{
		"key file": {base64.StdEncoding.EncodeToString([]byte(file)), []string{
			base64.StdEncoding.EncodeToString([]byte(file)), base64.RawURLEncoding.EncodeToString([]byte(file)), file,
			strings.Join(strings.Fields(file), ""), inJSON(file, true), inJSON(file, false), key, inJSON(key, true),
			strings.ReplaceAll(key, "\n", ""), strings.ReplaceAll(key, "\n", " "), strings.ReplaceAll(key, "\n", "\r\n"),
			strings.Join(lines[1:len(lines)-1], ""), strings.Join(lines[1:len(lines)-1], "\n"), lines[2], lines[3][:40],
			"0a1b2c3d4e5f60718293", file[:60], key[:50],
			base64.StdEncoding.EncodeToString([]byte(key)), hex.EncodeToString([]byte(strings.TrimSpace(key))),
		}},
		"ticket": {ticket, []string{
			ticket, strings.TrimRight(ticket, "="), strings.NewReplacer("+", "-", "/", "_").Replace(ticket), string(raw),
			hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw)), strings.Join(cut(ticket, 20), "\n"),
		}},
		"PEM": {key, []string{key, lines[1], lines[1] + lines[2], inJSON(key, true)}},
	} {
		s := knowing(c.sent)
		for _, answer := range c.answer {
			got := s.clean("cannot use '" + answer + "'")
			if strings.TrimRight(got, "'\\rn \n\r") != "cannot use '***" { // the line end behind a key is no secret
				t.Errorf("%s: %.80q became %q", name, answer, got)
			}
		}
	}
	if got := knowing(file).clean("the project my-project of x@my-project.iam.gserviceaccount.com, " +
		"https://oauth2.googleapis.com/token"); strings.Contains(got, masked) {
		t.Errorf("what is no secret of a key file is masked: %s", got)
	}
}

func TestShortSecrets(t *testing.T) {
	t.Parallel()
	s := knowing("abc", "root", "admin", "status", "****", "    ab ")
	for in, want := range map[string]string{
		"abc ab ****":                          "abc ab ****",
		"the rooted administrator":             "the rooted administrator",
		`user "root" or admin, statuses`:       `user "***" or ***, ***es`,
		"p=root&q":                             "p=***&q",
		`\nroot\n`:                             `\n***\n`,
		`%20root%20`:                           `%20***%20`,
		`r\u006fot`:                            `***`,
		"cm9vdA==, YWRtaW4=":                   "***, ***",
		"cm9vdA=, xcm9vdAx 726f6f74 726f6f740": "***, xcm9vdAx *** 726f6f740",
	} {
		if got := s.clean(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// TestHostileTextEnds has texts that agree with secrets again and again, and could be read in many ways.
func TestHostileTextEnds(t *testing.T) {
	t.Parallel()
	s := knowing(strings.Repeat(`\`, 8), "%%%%%%%%%%", strings.Repeat("ab", 500), strings.Repeat("x ", 100))
	for _, unit := range []string{`\`, "%", "&", "+", "x ", "ab", `\u0025`, "%25", "&amp;", "&#"} {
		text := strings.Repeat(unit, 30_000/len(unit))
		if subject := newSubject(text); subject.steps > 10*len(text)+100_000 {
			t.Errorf("%d steps for %d bytes", subject.steps, len(text))
		}
		s.clean(text)
	}
}

// TestManySecretsAreFoundByFew adds secrets one after another, as a run does that sends many.
func TestManySecretsAreFoundByFew(t *testing.T) {
	t.Parallel()
	s := &secrets{}
	for i := range 300 {
		secret := "secret-" + hex.EncodeToString([]byte{byte(i >> 8), byte(i)}) + "-of-many"
		s.add(secret)
		if got := s.clean("it is " + secret); got != "it is ***" {
			t.Fatal(got)
		}
	}
	if n := len(s.finders); n > 8 {
		t.Errorf("%d searches for each text", n)
	}
	if got := s.clean("secret-0000-of-many and secret-0001-of-many"); got != "*** and ***" {
		t.Error(got)
	}
}

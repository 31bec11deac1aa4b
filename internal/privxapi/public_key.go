package privxapi

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// KeyText returns a public key without a byte order mark, blank lines and comment lines, which begin with # as in an
// authorized_keys file.
func KeyText(text string) string {
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\ufeff", "")) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// KeyMaterial returns the base64 of the key itself out of an OpenSSH line, an RFC 4716 file or bare base64: what makes
// two spellings the same key. A text that holds none is returned trimmed.
func KeyMaterial(text string) string {
	text = KeyText(text)
	if strings.HasPrefix(text, "---- BEGIN") {
		text = rfc4716Body(text)
	}
	for _, field := range strings.Fields(text) {
		if decoded, err := base64.StdEncoding.DecodeString(field); err == nil && len(decoded) > 20 && decoded[0] == 0 {
			return field
		}
	}
	return text
}

// rfc4716Body joins the lines between the markers that are no headers.
// A header goes on in the next line after a backslash.
func rfc4716Body(text string) string {
	var body strings.Builder
	header := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(line, "----"):
		case header || strings.Contains(line, ":"):
			header = strings.HasSuffix(line, "\\")
		default:
			body.WriteString(strings.TrimSpace(line))
		}
	}
	return body.String()
}

// OpenSSHLine returns a key as PrivX surely reads it:
// its type and its base64, which begins with the type's length and name.
func OpenSSHLine(text string) string {
	material := KeyMaterial(text)
	blob, err := base64.StdEncoding.DecodeString(material)
	if err != nil || len(blob) < 4 {
		return text
	}
	length := binary.BigEndian.Uint32(blob)
	if int64(length) > int64(len(blob)-4) {
		return text
	}
	return string(blob[4:4+length]) + " " + material
}

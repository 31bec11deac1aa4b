package tfkit

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// xmlDeclaration is what may stand in front of a document.
var xmlDeclaration = regexp.MustCompile(`^\s*<\?xml\s[^>]*\?>`)

// XMLDecoder reads a document that is a text already. Its declaration is skipped: the encoding that it names was that
// of a file, and Go's parser refuses all but UTF-8 and version 1.0.
func XMLDecoder(s string) *xml.Decoder {
	s = TrimXML(s)
	d := xml.NewDecoder(strings.NewReader(s[len(xmlDeclaration.FindString(s)):]))
	d.Strict = !strings.Contains(s, "<!ENTITY") // of which Go's parser knows none
	return d
}

// TrimXML drops a byte order mark and white space in front of a document, which servers' parsers refuse.
func TrimXML(s string) string { return strings.TrimLeft(WithoutBOM(s), asciiSpace) }

// XML is the spelling of XML documents: the declaration, a byte order mark, white space around texts and between
// elements, the order of attributes and how an empty element is written do not count.
func XML(s string) string {
	var out, text strings.Builder
	d := XMLDecoder(s)
	for {
		token, err := d.RawToken()
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
			continue
		}
		if words := plainText(text.String()); words != "" {
			fmt.Fprintf(&out, "%q", words)
		}
		text.Reset()
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&out, "<%q%q", token.Name.Space, token.Name.Local)
			for _, a := range sortedAttributes(token.Attr) {
				fmt.Fprintf(&out, " %q:%q=%q", a.Name.Space, a.Name.Local, strings.TrimSpace(lineEnds.Replace(a.Value)))
			}
			out.WriteString(">")
		case xml.EndElement:
			fmt.Fprintf(&out, "</%q%q>", token.Name.Space, token.Name.Local)
		case xml.Comment:
			fmt.Fprintf(&out, "!%q", strings.TrimSpace(lineEnds.Replace(string(token))))
		case xml.ProcInst:
			fmt.Fprintf(&out, "?%q%q", token.Target, strings.TrimSpace(string(token.Inst)))
		case xml.Directive:
			fmt.Fprintf(&out, "!!%q", strings.TrimSpace(string(token)))
		}
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			return strings.TrimSpace(strings.ReplaceAll(WithoutBOM(s), "\r\n", "\n"))
		}
	}
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ")

func sortedAttributes(attributes []xml.Attr) []xml.Attr {
	slices.SortStableFunc(attributes, func(a, b xml.Attr) int {
		return strings.Compare(a.Name.Space+":"+a.Name.Local, b.Name.Space+":"+b.Name.Local)
	})
	return attributes
}

// longBase64 is how many characters of base64 are taken for a certificate or signature, which may be broken into
// lines anywhere.
const longBase64 = 64

func plainText(s string) string {
	words := strings.Fields(s)
	if joined := strings.Join(words, ""); len(joined) >= longBase64 {
		if _, err := base64.StdEncoding.DecodeString(joined); err == nil {
			return joined
		}
	}
	return strings.Join(words, " ")
}

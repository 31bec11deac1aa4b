package privxapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

func TestFinishTime(t *testing.T) {
	t.Parallel()
	if shipped != time.Second {
		t.Errorf("a server has %s to finish", shipped)
	}
}

func decodeSource(raw json.RawMessage) (Source, error) {
	return decode[Source]("source", rest.Item{Body: raw})
}

func parse(t *testing.T, text string) document {
	t.Helper()
	doc, err := decodeDocument([]byte(text))
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return doc
}

func render(t *testing.T, doc document) string {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestMerge(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ current, wanted, want string }{ // want "" = unchanged
		"nothing": {`{"a":1}`, `{}`, ``},
		"same": {
			`{"a":1,"b":"x","c":[1,2],"d":{"e":true}}`, `{"a":1,"b":"x","c":[1,2],"d":{"e":true}}`, ``,
		},
		"new key":              {`{}`, `{"a":1}`, `{"a":1}`},
		"changed":              {`{"a":1,"u":9}`, `{"a":2}`, `{"a":2,"u":9}`},
		"cleared":              {`{"a":1}`, `{"a":0}`, `{"a":0}`},
		"cleared text":         {`{"a":"x"}`, `{"a":""}`, `{"a":""}`},
		"cleared list":         {`{"a":["x"]}`, `{"a":null}`, `{"a":null}`},
		"set false":            {`{"a":true}`, `{"a":false}`, `{"a":false}`},
		"missing and zero":     {`{}`, `{"a":0,"b":"","c":null,"d":[],"e":{},"f":false,"g":{"h":{"i":0}}}`, ``},
		"null and zero":        {`{"a":null,"b":null,"c":null,"d":null}`, `{"a":0,"b":"","c":[],"d":{"e":null}}`, ``},
		"zero and null":        {`{"a":0,"b":"","c":[],"d":{"e":0}}`, `{"a":null,"b":null,"c":null,"d":null}`, ``},
		"zeros of other kinds": {`{"a":"","b":0.0}`, `{"a":0,"b":[]}`, ``},
		"unknown at the top":   {`{"a":1,"u":{"v":[1]}}`, `{"a":2}`, `{"a":2,"u":{"v":[1]}}`},
		"unknown inside":       {`{"d":{"a":1,"u":2}}`, `{"d":{"a":3}}`, `{"d":{"a":3,"u":2}}`},
		"unknown inside, same": {`{"d":{"a":1,"u":2}}`, `{"d":{"a":1}}`, ``},
		"unknown deep": {
			`{"d":{"e":{"a":1,"u":2},"v":3},"w":4}`, `{"d":{"e":{"a":5}}}`, `{"d":{"e":{"a":5,"u":2},"v":3},"w":4}`,
		},
		"unknown deep, same":   {`{"d":{"e":{"a":1,"u":2},"v":3},"w":4}`, `{"d":{"e":{"a":1}}}`, ``},
		"object for null":      {`{"d":null}`, `{"d":{"a":1}}`, `{"d":{"a":1}}`},
		"object for text":      {`{"d":"x"}`, `{"d":{"a":1}}`, `{"d":{"a":1}}`},
		"object for number":    {`{"d":5}`, `{"d":{"a":0,"b":1}}`, `{"d":{"b":1}}`},
		"zero object for text": {`{"d":"x"}`, `{"d":{"a":0}}`, `{"d":{}}`},
		"text for object":      {`{"d":{"a":1}}`, `{"d":"x"}`, `{"d":"x"}`},
		"text for number":      {`{"a":1}`, `{"a":"1"}`, `{"a":"1"}`},
		"number for text":      {`{"a":"1"}`, `{"a":1}`, `{"a":1}`},
		"list for object":      {`{"a":{"b":1}}`, `{"a":[1]}`, `{"a":[1]}`},
		"mapping replaced": {
			`{"attribute_mapping":{"a":"1","b":"2"}}`, `{"attribute_mapping":{"a":"1"}}`,
			`{"attribute_mapping":{"a":"1"}}`,
		},
		"mapping replaced below": {
			`{"c":{"attribute_mapping":{"b":"2"},"u":1}}`, `{"c":{"attribute_mapping":{"a":"1"}}}`,
			`{"c":{"attribute_mapping":{"a":"1"},"u":1}}`,
		},
		"mapping cleared":    {`{"attribute_mapping":{"a":"1"}}`, `{"attribute_mapping":{}}`, `{"attribute_mapping":{}}`},
		"mapping same":       {`{"attribute_mapping":{"a":"1","b":"2"}}`, `{"attribute_mapping":{"b":"2","a":"1"}}`, ``},
		"mapping empty":      {`{"attribute_mapping":null}`, `{"attribute_mapping":{}}`, ``},
		"set of texts":       {`{"a":["x","y"]}`, `{"a":["y","x"]}`, ``},
		"another text":       {`{"a":["x","y"]}`, `{"a":["x","z"]}`, `{"a":["x","z"]}`},
		"a text less":        {`{"a":["x","y"]}`, `{"a":["x"]}`, `{"a":["x"]}`},
		"texts twice":        {`{"a":["x","x","y"]}`, `{"a":["x","y","y"]}`, `{"a":["x","y","y"]}`},
		"texts and a number": {`{"a":["x","y"]}`, `{"a":["y",1]}`, `{"a":["y",1]}`},
		"numbers in order":   {`{"a":[1,2]}`, `{"a":[2,1]}`, `{"a":[2,1]}`},
		"elements same":      {`{"a":[{"k":"1","u":7},{"k":"2"}]}`, `{"a":[{"k":"1"},{"k":"2"}]}`, ``},
		"elements, one more": {
			`{"a":[{"k":"1","u":7}]}`, `{"a":[{"k":"2"},{"k":"1"}]}`, `{"a":[{"k":"2"},{"k":"1","u":7}]}`,
		},
		"elements, one less": {`{"a":[{"k":"1","u":7},{"k":"2","u":8}]}`, `{"a":[{"k":"2"}]}`, `{"a":[{"k":"2","u":8}]}`},
		"elements moved": {
			`{"a":[{"k":"1","u":7},{"k":"2","u":8}]}`, `{"a":[{"k":"2"},{"k":"1"}]}`,
			`{"a":[{"k":"2","u":8},{"k":"1","u":7}]}`,
		},
		"element changed": {`{"a":[{"k":"1","s":"x"}]}`, `{"a":[{"k":"1","s":"y"}]}`, `{"a":[{"k":"1","s":"y"}]}`},
		"elements of another kind": {
			`{"a":["x",{"k":"1","u":7}]}`, `{"a":[{"k":"1"},"x"]}`, `{"a":[{"k":"1","u":7},"x"]}`,
		},
		"elements inside": {
			`{"d":{"a":[{"k":"1","u":7}]}}`, `{"d":{"a":[{"k":"1"},{"k":"2"}]}}`,
			`{"d":{"a":[{"k":"1","u":7},{"k":"2"}]}}`,
		},
		"numbers alike": {`{"a":1.0,"b":1e2}`, `{"a":1,"b":100}`, ``},
		"big number kept": {
			`{"u":12345678901234567890123,"v":0.1000,"a":1}`, `{"a":2}`, `{"a":2,"u":12345678901234567890123,"v":0.1000}`,
		},
		"big numbers differ":    {`{"a":9007199254740993}`, `{"a":9007199254740992}`, `{"a":9007199254740992}`},
		"big number same":       {`{"a":9007199254740993}`, `{"a":9007199254740993}`, ``},
		"beyond floats":         {`{"a":1e999}`, `{"a":1e999}`, ``},
		"beyond floats, differ": {`{"a":1e999}`, `{"a":1e998}`, `{"a":1e998}`},
		"masked secret":         {`{"s":"*****","a":1}`, `{"a":2}`, `{"a":2,"s":"*****"}`},
		"new secret":            {`{"s":"*****"}`, `{"s":"new"}`, `{"s":"new"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			current, wanted := parse(t, tc.current), parse(t, tc.wanted)
			want := tc.want
			if want == "" {
				want = render(t, parse(t, tc.current))
			}
			if changed := merge(current, wanted, sourceCodec.whole...); changed != (tc.want != "") {
				t.Errorf("changed is %v", changed)
			}
			if got := render(t, current); got != want {
				t.Errorf("merged %s\nwant   %s", got, want)
			}
			if merge(current, parse(t, tc.wanted), sourceCodec.whole...) {
				t.Errorf("the second time changes again, to %s", render(t, current))
			}
		})
	}
}

func TestUpdatedBy(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"updatedby":"wire"}`: "wire", `{"updated_by":"page"}`: "page", `{}`: "",
		`{"updated_by":"page","updatedby":"wire"}`: "page",
	} {
		if source, err := decodeSource(json.RawMessage(in)); err != nil || source.UpdatedBy != want {
			t.Errorf("%s: %q, %v", in, source.UpdatedBy, err)
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add(`{"a":1,"d":{"e":[{"k":"1","u":2}]}}`, `{"a":2,"d":{"e":[{"k":"1"}]}}`)
	f.Add(`{"attribute_mapping":{"a":"1"},"b":null}`, `{"attribute_mapping":{},"b":{"c":0}}`)
	f.Add(`{"a":["x",{"y":[]}],"b":1e999}`, `{"a":[{"y":0},"x"],"b":"1"}`)
	f.Fuzz(func(t *testing.T, current, wanted string) {
		have, err := decodeDocument([]byte(current))
		want, err2 := decodeDocument([]byte(wanted))
		if err != nil || err2 != nil || have == nil || want == nil {
			return
		}
		before := render(t, have)
		changed := merge(have, want, sourceCodec.whole...)
		after := render(t, have)
		if !changed && after != before {
			t.Errorf("%s and %s: unchanged, but now %s", before, wanted, after)
		}
		again, err := decodeDocument([]byte(wanted))
		if err != nil {
			t.Fatal(err)
		}
		if merge(have, again, sourceCodec.whole...) {
			t.Errorf("%s and %s: the second time changes %s to %s", before, wanted, after, render(t, have))
		}
	})
}

func FuzzDecodeSource(f *testing.F) {
	f.Add([]byte(`{"id":"x","ttl":900,"connection":{"type":"LDAP","ldap_base":"b","mfa_port":1},` +
		`"session_password_policy":null}`))
	f.Add([]byte(`{"connection":null,"tags":null,"external_user_mapping":[null]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		source, err := decodeSource(raw)
		if err != nil {
			return
		}
		doc, err := documentOf(source)
		if err != nil {
			t.Fatalf("%s cannot be encoded again: %v", raw, err)
		}
		again, err := decodeSource([]byte(render(t, doc)))
		if err != nil {
			t.Fatalf("%s cannot be decoded again: %v", raw, err)
		}
		if once, twice := render(t, doc), mustDocument(t, again); once != twice {
			t.Errorf("%s became %s and then %s", raw, once, twice)
		}
	})
}

func mustDocument(t *testing.T, source Source) string {
	t.Helper()
	doc, err := documentOf(source)
	if err != nil {
		t.Fatal(err)
	}
	return render(t, doc)
}

func FuzzError(f *testing.F) {
	f.Add(400, "application/json", []byte(`{"error_code":"A","error_message":"b","property":"c",`+
		`"details":[null,{"details":[{"error_code":"d"}]}]}`))
	f.Add(502, "text/html", []byte(`<html>`))
	f.Add(404, "", []byte(``))
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		resp := &rest.Response{
			Method: http.MethodGet, Path: "/x", URL: "https://h/x", StatusCode: status, Body: body,
			Header: http.Header{"Content-Type": {contentType}},
		}
		err := newError(resp)
		if !strings.HasPrefix(err.Error(), "GET https://h/x: status ") || IsNotFound(err) && status != 404 {
			t.Errorf("error %v", err)
		}
		if newLoginError(resp).Error() == "" || newDecodeError(resp, err).Error() == "" {
			t.Error("no words")
		}
		createdID(resp)
	})
}

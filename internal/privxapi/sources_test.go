package privxapi_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pamkit/terraform-provider-pam/internal/fakehttp"
	"github.com/pamkit/terraform-provider-pam/internal/privxapi"
	"github.com/pamkit/terraform-provider-pam/internal/privxfake"
)

// paths lists every key of a document, with its value.
func paths(into map[string]any, prefix string, doc map[string]any) map[string]any {
	for key, value := range doc {
		if inner, ok := value.(map[string]any); ok && key != "attribute_mapping" {
			paths(into, prefix+key+".", inner)
			continue
		}
		into[prefix+key] = value
	}
	return into
}

// TestDecodesTheVendorsSample holds every wire name against the vendor's page:
// what is decoded and encoded again is the sample.
func TestDecodesTheVendorsSample(t *testing.T) {
	t.Parallel()
	text := sample(t, "source_response.json")
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != sourcesPath+"/eef4aefc-d64e-4c2c-aba4-4914c86ce059" {
			t.Errorf("asked %s %s", r.Method, r.URL)
		}
		_, _ = w.Write(text)
	})
	source, err := c.Sources.Get(t.Context(), "eef4aefc-d64e-4c2c-aba4-4914c86ce059")
	must(t, err)
	encoded, err := json.Marshal(source)
	must(t, err)
	want, got := paths(map[string]any{}, "", object(t, text)), paths(map[string]any{}, "", object(t, encoded))
	for path, value := range want {
		if !reflect.DeepEqual(got[path], value) {
			t.Errorf("%s is %v, want %v", path, got[path], value)
		}
		delete(got, path)
	}
	// Names of the vendor's newest client, which the page does not have.
	if !maps.Equal(got, map[string]any{"connection.ldap_base_dn": "", "connection.openstack_domain_id": ""}) {
		t.Errorf("fields that no page has: %v", got)
	}
	if source.UpdatedBy == "" {
		t.Errorf("decoded %+v", source)
	}
}

// TestSendsTheVendorsSample creates what the vendor's page creates.
func TestSendsTheVendorsSample(t *testing.T) {
	t.Parallel()
	text := sample(t, "source_request.json")
	var source privxapi.Source
	must(t, json.Unmarshal(text, &source))
	var sent map[string]any
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			answer(w, 200, map[string]any{"count": 0, "items": []any{}})
			return
		}
		if r.Method != http.MethodPost || r.RequestURI != sourcesPath || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("sent %s %s %v", r.Method, r.RequestURI, r.Header)
		}
		body, _ := io.ReadAll(r.Body)
		sent = object(t, body)
		w.Header().Set("Location", sourcesPath+"/"+anID)
		answer(w, 201, map[string]any{"id": anID})
	})
	id, err := c.Sources.Create(t.Context(), source)
	if err != nil || id != anID {
		t.Fatalf("created %q, %v", id, err)
	}
	want := object(t, text)
	if connection, ok := want["connection"].(map[string]any); ok {
		delete(connection, "attribute_mapping") // {} means none
	}
	if !reflect.DeepEqual(sent, want) {
		t.Errorf("sent %v\nwant %v", sent, want)
	}
}

func TestCreateSendsWhatIsSet(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	_, err := c.Sources.Create(t.Context(), local("bare"))
	must(t, err)
	for _, r := range fake.Requests() {
		if r.Method == http.MethodPost && r.Path == sourcesPath {
			if got := string(r.Body); got != `{"connection":{"type":"LOCAL"},"enabled":false,"name":"bare"}` {
				t.Errorf("sent %s", got)
			}
		}
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	ctx := t.Context()
	id, err := c.Sources.Create(ctx, corp("corp"))
	must(t, err)
	source, err := c.Sources.Get(ctx, id)
	must(t, err)
	want := corp("corp")
	want.SourceStatus = source.SourceStatus
	if source.ID != id || source.Author != privxfake.APIClientID || source.UpdatedBy != privxfake.APIClientID ||
		source.Created == "" || source.StatusCode == "" {
		t.Errorf("status %+v", source.SourceStatus)
	}
	if source.Name != "corp" || source.TTL != 900 || !slices.Equal(source.Tags, want.Tags) ||
		source.Connection.Port != 636 ||
		!maps.Equal(source.Connection.AttributeMapping, want.Connection.AttributeMapping) ||
		source.Connection.Base != "dc=example" || *source.Connection.BindPassword != "*****" {
		t.Errorf("read %+v, %+v", source, source.Connection.LDAP)
	}
	changed := corp("renamed")
	changed.Refresh = true
	fake.ResetRequests()
	must(t, c.Sources.Update(ctx, id, changed))
	if n := count(fake, "POST", sourcesPath+"/refresh"); n != 1 {
		t.Errorf("%d refreshes, want 1", n)
	}
	for _, r := range fake.Requests() {
		if r.Path == sourcesPath+"/refresh" && string(r.Body) != `["`+id+`"]` {
			t.Errorf("refreshed %s", r.Body)
		}
	}
	list, err := c.Sources.List(ctx)
	if err != nil || len(list) != 1 || list[0].Name != "renamed" || list[0].ID != id {
		t.Errorf("listed %+v, %v", list, err)
	}
	must(t, c.Sources.Delete(ctx, id))
	if _, err := c.Sources.Get(ctx, id); !privxapi.IsNotFound(err) {
		t.Errorf("read after deletion: %v", err)
	}
	if err := c.Sources.Delete(ctx, id); err != nil {
		t.Errorf("deleting what is gone: %v", err)
	}
	if err := c.Sources.Update(ctx, id, changed); !privxapi.IsNotFound(err) {
		t.Errorf("updating what is gone: %v", err)
	}
}

func TestListIsOrdered(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	for _, s := range [][2]string{{"b", "2"}, {"a", "9"}, {"b", "1"}, {"c", "0"}} {
		fake.Add("sources", map[string]any{"id": s[1], "name": s[0]})
	}
	list, err := c.Sources.List(t.Context())
	must(t, err)
	got := ""
	for _, s := range list {
		got += s.Name + s.ID + " "
	}
	if got != "a9 b1 b2 c0 " {
		t.Errorf("listed %s", got)
	}
}

func TestRefreshFails(t *testing.T) {
	t.Parallel()
	c, fake := start(t, privxfake.Options{})
	fake.Fail(fakehttp.Fault{Path: "/refresh$", Status: 400, Body: `{"error_code":"BAD_REQUEST"}`})
	source := corp("corp")
	source.Refresh = true
	id, err := c.Sources.Create(t.Context(), source)
	if id == "" || len(fake.Documents("sources")) != 1 {
		t.Errorf("the id is lost: %q", id)
	}
	holds(t, err, "the definition is written", "BAD_REQUEST")
	holds(t, c.Sources.Update(t.Context(), id, source), "the definition is written", "BAD_REQUEST")
}

// setBase sets both names of the field, as the provider does.
func setBase(l *privxapi.LDAP, base string) { l.Base, l.BaseDN = base, base }

// TestUpdateKeepsTheRest changes one field and compares all others of the document, secrets in the clear included.
func TestUpdateKeepsTheRest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*privxapi.Source)
		want   map[string]any // by path
	}{
		"comment": {func(s *privxapi.Source) { s.Comment = "new" }, map[string]any{"comment": "new"}},
		"port":    {func(s *privxapi.Source) { s.Connection.Port = 389 }, map[string]any{"connection.port": 389.0}},
		"enabled": {func(s *privxapi.Source) { s.Enabled = false }, map[string]any{"enabled": false}},
		"ttl":     {func(s *privxapi.Source) { s.TTL = 0 }, map[string]any{"ttl": 0.0}},
		"tags":    {func(s *privxapi.Source) { s.Tags = nil }, map[string]any{"tags": nil}},
		"base": {
			func(s *privxapi.Source) { setBase(s.Connection.LDAP, "dc=new") },
			map[string]any{"connection.ldap_base": "dc=new"},
		},
		"no base": {
			func(s *privxapi.Source) { setBase(s.Connection.LDAP, "") },
			map[string]any{"connection.ldap_base": ""},
		},
		"secret": {
			func(s *privxapi.Source) { s.Connection.BindPassword = secret("renewed") },
			map[string]any{"connection.ldap_bind_password": "renewed"},
		},
		"mapping": {
			func(s *privxapi.Source) { s.Connection.AttributeMapping = map[string]string{"cn": "full_name"} },
			map[string]any{"connection.attribute_mapping": map[string]any{"cn": "full_name"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{MaskLength: 16})
			id, err := c.Sources.Create(t.Context(), corp("corp"))
			must(t, err)
			fake.Edit("sources/"+id, func(doc map[string]any) {
				doc["x_new"] = map[string]any{"deep": []any{map[string]any{"n": json.Number("12345678901234567890")}}}
				connection, ok := doc["connection"].(map[string]any)
				if !ok {
					t.Error("no connection")
					return
				}
				connection["x_flag"], connection["oidc_client_secret"], connection["mfa_type"] = true, "oidc-secret", "MOBILE"
				doc["session_password_policy"] = map[string]any{
					"password_min_length": 16, "password_max_length": 20, "use_lower_case": true, "x_rule": "keep",
				}
			})
			before := paths(map[string]any{}, "", fake.Document("sources/"+id))
			source := corp("corp")
			source.Connection.BindPassword = nil
			tc.change(&source)
			must(t, c.Sources.Update(t.Context(), id, source))
			after := paths(map[string]any{}, "", fake.Document("sources/"+id))
			maps.Copy(before, tc.want)
			for _, own := range []string{"updated", "updatedby", "status_code", "status_text"} {
				delete(before, own)
				delete(after, own)
			}
			if !reflect.DeepEqual(after, before) {
				for path, value := range before {
					if !reflect.DeepEqual(after[path], value) {
						t.Errorf("%s is %v, want %v", path, after[path], value)
					}
				}
				t.Errorf("%d fields, want %d", len(after), len(before))
			}
		})
	}
}

func TestNoPUTWithoutAChange(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*privxapi.Source){
		"nothing":       func(*privxapi.Source) {},
		"order of tags": func(s *privxapi.Source) { s.Tags = []string{"a", "b"} },
		"empty for null": func(s *privxapi.Source) {
			s.UsernamePattern, s.ExternalUserMapping = []string{}, []privxapi.UserMapping{}
		},
		"a group of zeros": func(s *privxapi.Source) {
			s.Connection.AWS, s.Connection.MFA = &privxapi.AWS{}, &privxapi.MFA{}
		},
		"group left out": func(s *privxapi.Source) { s.Connection.LDAP = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			id, err := c.Sources.Create(t.Context(), corp("corp"))
			must(t, err)
			fake.Edit("sources/"+id, func(doc map[string]any) { doc["x_new"] = "kept" })
			source := corp("corp")
			source.Connection.BindPassword = nil
			change(&source)
			must(t, c.Sources.Update(t.Context(), id, source))
			if n := count(fake, http.MethodPut, sourcesPath); n != 0 {
				t.Errorf("%d PUTs, want none", n)
			}
		})
	}
}

// TestOneNameOfTwo updates a server that knows a field under one of its two names only.
func TestOneNameOfTwo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		have string
		base string // wanted
		want string // the PUT's connection; "" = no PUT
	}{
		"page's name, same":      {`{"type":"LDAP","ldap_base":"dc=a"}`, "dc=a", ""},
		"newer name, same":       {`{"type":"LDAP","ldap_base_dn":"dc=a"}`, "dc=a", ""},
		"newer name beside null": {`{"type":"LDAP","ldap_base":"","ldap_base_dn":"dc=a"}`, "dc=a", ""},
		"both, same":             {`{"type":"LDAP","ldap_base":"dc=a","ldap_base_dn":"dc=a"}`, "dc=a", ""},
		"page's name, cleared":   {`{"type":"LDAP","ldap_base":"dc=a"}`, "", `{"ldap_base":"","type":"LDAP"}`},
		"newer name, cleared":    {`{"type":"LDAP","ldap_base_dn":"dc=a"}`, "", `{"ldap_base_dn":"","type":"LDAP"}`},
		"both, changed": {
			`{"type":"LDAP","ldap_base":"dc=a","ldap_base_dn":"dc=a"}`, "dc=b",
			`{"ldap_base":"dc=b","ldap_base_dn":"dc=b","type":"LDAP"}`,
		},
		"newer name, changed": {
			`{"type":"LDAP","ldap_base_dn":"dc=a"}`, "dc=b", `{"ldap_base":"dc=b","ldap_base_dn":"dc=b","type":"LDAP"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					_, _ = io.WriteString(w, `{"id":"`+anID+`","name":"n","connection":`+tc.have+`}`)
					return
				}
				var body struct{ Connection json.RawMessage }
				if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
					t.Error(err)
				}
				got = string(body.Connection)
			})
			source := privxapi.Source{Name: "n", Connection: privxapi.Connection{
				Type: privxapi.SourceLDAP, LDAP: &privxapi.LDAP{Base: tc.base, BaseDN: tc.base},
			}}
			must(t, c.Sources.Update(t.Context(), anID, source))
			if got != tc.want {
				t.Errorf("sent %s, want %s", got, tc.want)
			}
		})
	}
}

func TestErrorsOfPrivX(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   []string
		detail int
	}{
		"plain": {400, `{"error_code":"VALUE_OUT_OF_BOUNDS","error_message":"too big","property":"ttl"}`, []string{
			sourcesPath + "/" + anID + ": status 400: VALUE_OUT_OF_BOUNDS: too big (property ttl)",
		}, 0},
		"nested": {400, `{"error_code":"INVALID_REQUEST_DATA","error_message":"m","details":[null,
			{"error_code":"A","error_message":"one","property":"p1",
			"details":[{"error_code":"B","error_message":"two","details":[null]}]},{"error_code":"C"}]}`, []string{
			"INVALID_REQUEST_DATA: m: A: one (property p1): B: two: C",
		}, 3},
		"vendor's [null]": {
			400, `{"error_code":"GENERAL_ERROR","error_message":"string","property":"string","details":[null]}`,
			[]string{"GENERAL_ERROR: string"},
			0,
		},
		"empty":        {400, ``, []string{": status 400"}, 0},
		"html":         {502, `<html>404</html>`, []string{"status 502", "web page", "may be down"}, 0},
		"not JSON":     {500, `boom`, []string{"status 500"}, 0},
		"wrong shapes": {400, `{"error_code":5,"details":"x"}`, []string{"status 400"}, 0},
		"no object":    {400, `[]`, []string{"status 400"}, 0},
		"a secret": {
			400, `{"error_message":"bad password bind-password","details":[{"error_message":"really bind-password"}]}`,
			[]string{"bad password ***: really ***"},
			1,
		},
		"conflict": {409, `{}`, []string{"status 409"}, 0},
		"redirect": {302, ``, []string{"status 302", "redirects without saying where"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					answer(w, 200, map[string]any{"id": anID})
					return
				}
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			err := c.Sources.Update(t.Context(), anID, corp("x"))
			e := refused(t, err)
			if e.StatusCode != tc.status || e.Method != http.MethodPut || len(e.Details) != tc.detail {
				t.Errorf("error %+v", e)
			}
			holds(t, err, tc.want...)
			if strings.Contains(err.Error(), "bind-password") || privxapi.IsNotFound(err) ||
				privxapi.IsConflict(err) != (tc.status == 409) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestConflict(t *testing.T) {
	t.Parallel()
	c, _ := start(t, privxfake.Options{UniqueSourceNames: true})
	_, err := c.Sources.Create(t.Context(), corp("corp"))
	must(t, err)
	_, err = c.Sources.Create(t.Context(), corp("corp"))
	if e := refused(t, err); !privxapi.IsConflict(err) || e.Property != "name" {
		t.Errorf("error %+v", e)
	}
}

// TestForbidden names what the role lacks: who may do what is in api/privx.md §2.2.
func TestForbidden(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		scopes []string
		do     func(*privxapi.Client, string) error
		want   string
	}{
		"read": {
			[]string{"sourcesManage"},
			func(c *privxapi.Client, id string) error { _, err := c.Sources.Get(t.Context(), id); return err },
			"sources-view",
		},
		"list": {
			[]string{"sourcesManage"},
			func(c *privxapi.Client, _ string) error { _, err := c.Sources.List(t.Context()); return err },
			"sources-view",
		},
		"create": {[]string{"sourcesView"}, func(c *privxapi.Client, _ string) error {
			_, err := c.Sources.Create(t.Context(), corp("n"))
			return err
		}, "sources-manage"},
		"update": {
			[]string{"sourcesView"},
			func(c *privxapi.Client, id string) error { return c.Sources.Update(t.Context(), id, corp("n")) },
			"sources-manage",
		},
		"refresh": {
			[]string{"sourcesView"},
			func(c *privxapi.Client, id string) error { return c.Sources.Refresh(t.Context(), id) }, "sources-manage",
		},
		"delete": {[]string{"sourcesView", "sourcesManage"}, func(c *privxapi.Client, id string) error {
			return c.Sources.Delete(t.Context(), id)
		}, "sources-manage is not enough to delete"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, fake := start(t, privxfake.Options{})
			id := fake.Add("sources", map[string]any{"name": "old", "connection": map[string]any{"type": "LDAP"}})
			fake.SetScopes(tc.scopes...)
			err := tc.do(c, id)
			if e := refused(t, err); e.StatusCode != 403 || e.Permission == "" {
				t.Errorf("error %+v", e)
			}
			holds(t, err, tc.want, "next login")
		})
	}
}

// TestGone separates what is gone from what only looks so.
func TestGone(t *testing.T) {
	t.Parallel()
	id := newStore(1).ids[0]
	type reply func(w http.ResponseWriter)
	status := func(code int, body string) reply {
		return func(w http.ResponseWriter) { w.WriteHeader(code); _, _ = io.WriteString(w, body) }
	}
	page := func(code int) reply { return func(w http.ResponseWriter) { webPage(w, code) } }
	without := status(200, `{"count":0,"items":null}`)
	with := status(200, `{"count":1,"items":[{"id":"`+id+`","name":"n"}]}`)
	for name, tc := range map[string]struct {
		one, list reply
		gone      bool
	}{
		"JSON":                        {status(404, `{"error_code":"OBJECT_NOT_FOUND"}`), with, true},
		"empty body, and not listed":  {status(404, ``), without, true},
		"empty body, but listed":      {status(404, ``), with, false},
		"empty body, and no list":     {status(404, ``), status(404, ``), false},
		"text, and not listed":        {status(404, `404 page not found`), without, true},
		"text, but listed":            {status(404, `404 page not found`), with, false},
		"text, and no list":           {status(404, `404 page not found`), status(404, `404 page not found`), false},
		"a gateway's, and not listed": {status(404, `{"message":"no Route matched"}`), without, true},
		"a gateway's, but listed":     {status(404, `{"message":"no Route matched"}`), with, false},
		"a gateway's, and no list":    {status(404, `{"message":"no Route"}`), status(404, `{"message":"no"}`), false},
		"OAuth's, but listed":         {status(404, `{"error":"not found"}`), with, false},
		"a number, but listed":        {status(404, `{"error_code":404,"status":404}`), with, false},
		"more than PrivX's, listed":   {status(404, `{"error_code":"NOT_FOUND","status":404}`), with, false},
		"a code unlike PrivX's":       {status(404, `{"error_code":"not-found"}`), with, false},
		"a list, but listed":          {status(404, `[]`), with, false},
		"half an object, but listed":  {status(404, `{"error_code":"OBJECT_NOT_FOUND"`), with, false},
		"list of a gateway with 200":  {status(404, ``), status(200, `{"message":"ok"}`), false},
		"list is null":                {status(404, ``), status(200, `null`), false},
		"too busy":                    {status(404, `{"error_code":"MAX_LOAD"}`), without, false},
		"200 that says so, listed":    {status(200, `{"error_code":"OBJECT_NOT_FOUND"}`), with, false},
		"200 that says so, not listed": {
			status(200, `{"error_code":"OBJECT_NOT_FOUND"}`), without, true,
		},
		"500 that says 404": {status(500, `{"error_message":"404 not found"}`), without, false},
		"400 that says so": {
			status(400, `{"error_code":"OBJECT_NOT_FOUND","error_message":"not found"}`), without, false,
		},
		"410":                              {status(410, ``), without, false},
		"web page, and not listed":         {page(404), without, true},
		"web page, but listed":             {page(404), with, false},
		"web page, and no list":            {page(404), page(404), false},
		"web page, and the list forbidden": {page(404), status(403, `{}`), false},
		"web page, and the list fails":     {page(404), status(500, ``), false},
		"web page, list answers JSON 404":  {page(404), status(404, `{}`), false},
		"web page, list is a web page":     {page(404), page(200), false},
		"redirect":                         {status(302, ``), without, false},
		"web page with 200":                {page(200), without, false},
		"web page with 502":                {page(502), without, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == sourcesPath {
					tc.list(w)
					return
				}
				tc.one(w)
			})
			_, err := c.Sources.Get(t.Context(), id)
			if err == nil || privxapi.IsNotFound(err) != tc.gone {
				t.Errorf("read: gone is %v, want %v: %v", privxapi.IsNotFound(err), tc.gone, err)
			}
			if err := c.Sources.Delete(t.Context(), id); (err == nil) != tc.gone || privxapi.IsNotFound(err) {
				t.Errorf("delete: %v", err)
			}
			if err := c.Sources.Update(t.Context(), id, corp("n")); err == nil || privxapi.IsNotFound(err) != tc.gone {
				t.Errorf("update: %v", err)
			}
		})
	}
}

func TestNotASource(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`, `null`, `[]`, `"x"`, `{"status":"maintenance"}`, `{"id":5}`, ``, `{"id":"x","ttl":"many"}`,
		`{"id":"x","connection":[]}`,
	} {
		puts := 0
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				puts++
			}
			_, _ = io.WriteString(w, body)
		})
		if source, err := c.Sources.Get(t.Context(), anID); err == nil || privxapi.IsNotFound(err) {
			t.Errorf("%s was read as %+v, %v", body, source, err)
		} else {
			holds(t, err, "http://127.0.0.1:", sourcesPath+"/"+anID)
		}
		if strings.Contains(body, "x") {
			continue // an update keeps what it does not understand
		}
		if err := c.Sources.Update(t.Context(), anID, corp("n")); err == nil || puts != 0 {
			t.Errorf("%s was overwritten %d times, %v", body, puts, err)
		}
	}
}

// TestIDsStayInTheirPlace: ids come from people, in import blocks.
func TestIDsStayInTheirPlace(t *testing.T) {
	t.Parallel()
	var got []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.RequestURI)
		answer(w, 404, map[string]any{"error_code": "OBJECT_NOT_FOUND"})
	})
	_, _ = c.Sources.Get(t.Context(), "../users")
	_ = c.Sources.Update(t.Context(), "../users", corp("n"))
	_ = c.Sources.Delete(t.Context(), "../users")
	if len(got) != 3 {
		t.Errorf("asked for %q", got)
	}
	for _, uri := range got {
		if uri != sourcesPath+"/..%2Fusers" {
			t.Errorf("asked for %s", uri)
		}
	}
}

package privxapi

import (
	"context"
	"fmt"
	"net/http"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	sourcesPath     = "/role-store/api/v1/sources"
	mayWriteSources = "the permission sources-manage (or the role privx-admin)"
)

// sourceCodec: paths and permissions are from api/privx.md §2.2, aliases from §3.4.
var sourceCodec = codec[Source]{
	noun: "source", path: sourcesPath, unpaged: true,
	view: "the permission sources-view (or the role privx-admin)", manage: mayWriteSources,
	remove:   "the role privx-admin: sources-manage is not enough to delete a source",
	label:    func(s Source) (id, name string) { return s.ID, s.Name },
	key:      func(s Source) string { return string(s.Connection.Type) + " " + s.Name },
	complete: func(body document, s Source) { body["enabled"] = s.Enabled },
	fields: fields{
		whole: []string{"attribute_mapping"},
		secrets: []string{
			"ldap_bind_password", "kerberos_ticket", "oidc_client_secret", "google_cloud_config_json", "iam_secret_access_key",
			"iam_session_token", "openstack_password", "openstack_apikey", "openstack_token_id", "azure_client_secret",
		},
		aliases: map[string]string{"ldap_base": "ldap_base_dn", "openstack_domainid": "openstack_domain_id"},
	},
}

// Sources are the user and host directories (seeds/001). Two creations are one when name and type are the same.
type Sources struct{ *Collection[Source] }

// Create creates a source, refreshes it if it says so, and returns its id. An id together with an error means that the
// source exists and was not refreshed.
func (s *Sources) Create(ctx context.Context, source Source) (id string, err error) {
	id, err = s.Collection.Create(ctx, source)
	if err == nil && source.Refresh {
		err = s.Refresh(ctx, id)
	}
	return id, err
}

// Update writes what source says over what PrivX has, keeps everything that source does not know or own, and refreshes
// the source if it says so.
func (s *Sources) Update(ctx context.Context, id string, source Source) error {
	err := s.Collection.Update(ctx, id, source)
	if err == nil && source.Refresh {
		err = s.Refresh(ctx, id)
	}
	return err
}

// Refresh has PrivX read directories anew. It returns when PrivX has begun.
func (s *Sources) Refresh(ctx context.Context, ids ...string) error {
	err := s.client.write(ctx, rest.Request{
		Method: http.MethodPost, Path: sourcesPath + "/refresh", Body: ids, Repeatable: true,
	})
	if err != nil {
		return fmt.Errorf("the definition is written, but PrivX did not begin to refresh the directory: %w",
			needs(mayWriteSources, err))
	}
	return nil
}

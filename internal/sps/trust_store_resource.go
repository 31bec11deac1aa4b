package sps

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/pamkit/terraform-provider-pam/internal/object"
	"github.com/pamkit/terraform-provider-pam/internal/spsapi"
	"github.com/pamkit/terraform-provider-pam/internal/tfkit"
)

var trustStore = &object.Resource[trustStoreModel, client]{
	System: System, Type: "sps_trust_store", Noun: "trust store", Schema: trustStoreSchema,
	ID:       (*trustStoreModel).id,
	Name:     func(m *trustStoreModel) string { return m.Name.ValueString() },
	Identity: onlyKey[trustStoreModel]("trust store", "8b4d0e30-2c6f-4e90-9d5c-3f4051627384"),
	Calls: object.Ordinary[trustStoreModel, spsapi.TrustStore, client]{
		Of:  func(c client) object.Collection[spsapi.TrustStore] { return c.TrustStores },
		Key: trustStoreKey, ID: (*trustStoreModel).id, ToAPI: (*trustStoreModel).toAPI, FromAPI: (*trustStoreModel).fromAPI,
	}.Calls(),
}

var trustStoreLookup = lookup("sps_trust_store", "trust store", trustStoreSchema,
	func(c client) *spsapi.Collection[spsapi.TrustStore] { return c.TrustStores }, trustStoreKey, (*trustStoreModel).show)

func trustStoreKey(o spsapi.TrustStore) (key, name string) { return o.Key, o.Name }

type trustStoreModel struct {
	ID              types.String    `tfsdk:"id"`
	Name            types.String    `tfsdk:"name"`
	Authorities     tfkit.StringSet `tfsdk:"authorities"`
	CRLURLs         tfkit.StringSet `tfsdk:"crl_urls"`
	RevocationCheck types.String    `tfsdk:"revocation_check"`
}

func (m *trustStoreModel) id() *types.String { return &m.ID }

func (m *trustStoreModel) fields(w *spsapi.TrustStore) tfkit.Fields {
	return tfkit.Fields{
		tfkit.Text(&m.Name, &w.Name), tfkit.Texts(&m.Authorities, &w.Authorities), tfkit.Texts(&m.CRLURLs, &w.CRLURLs),
		tfkit.Text(&m.RevocationCheck, &w.RevocationCheck),
	}
}

func (m *trustStoreModel) toAPI(*trustStoreModel) (w spsapi.TrustStore) {
	m.fields(&w).Send()
	return w
}

func (m *trustStoreModel) fromAPI(w spsapi.TrustStore, _ bool) { m.fields(&w).Receive() }

func (m *trustStoreModel) show(o spsapi.TrustStore) {
	m.ID = types.StringValue(o.Key)
	m.fromAPI(o, true)
}

func trustStoreSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One trust store of SPS: certificates of authorities against which SPS checks the " +
			"certificates of LDAP servers and of users.",
		Attributes: map[string]schema.Attribute{
			"id":   tfkit.IDAttribute("Key that SPS gives to the trust store."),
			"name": nameAttribute("Name by which administrators choose the trust store, unique in SPS."),
			"authorities": schema.SetAttribute{
				MarkdownDescription: "Certificates of the authorities in PEM, one each, at least one. Line breaks and text " +
					"around a certificate do not count.",
				Required: true, CustomType: tfkit.NewStringSetType(), ElementType: types.StringType,
				Validators: []validator.Set{
					setvalidator.SizeAtLeast(1),
					setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1), tfkit.IsCertificate()),
				},
				PlanModifiers: []planmodifier.Set{tfkit.IsCertificate().KeepTexts()},
			},
			"crl_urls": tfkit.TextsAttribute(
				"URLs from which SPS gets the authorities' lists of revoked certificates.", tfkit.IsCRLURL()),
			"revocation_check": schema.StringAttribute{
				MarkdownDescription: "Which certificates of a chain must not be revoked: `none` (not checked), `leaf` (the last " +
					"one) or `full` (all). Defaults to `none`.",
				Optional: true, Computed: true, Default: stringdefault.StaticString("none"),
				Validators: []validator.String{stringvalidator.OneOf("none", "leaf", "full")},
			},
		},
	}
}

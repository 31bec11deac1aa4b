package privx

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/pamkit/terraform-provider-pam/internal/object"
)

// Kinds are all objects of PrivX that can be managed.
func Kinds() []object.Kind {
	return []object.Kind{source, role, userRoles, userRole, authorizedKey, userSettings, userMFA, mobileGateway}
}

// DataSources are all data sources of PrivX.
func DataSources() []func() datasource.DataSource {
	return slices.Concat(sourceLookup.DataSources(), roleLookup.DataSources(), []func() datasource.DataSource{
		userData.New, usersData.New, userEffectiveRolesData.New, currentUserData.New, currentUserAWSRolesData.New,
		authorizedKeysData.New, userSettingsData.New, mobileGatewayData.New,
	})
}

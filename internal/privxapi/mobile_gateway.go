package privxapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/pamkit/terraform-provider-pam/internal/rest"
)

const (
	gatewayPath  = "/license-manager/api/v1/mobilegw"
	mayDoGateway = "the role privx-admin (or, in newer versions, the permission mobilegw-manage)"
	// Registered is the status of an instance that the mobile gateway knows.
	Registered   = "REGISTERED"
	unregistered = "UNREGISTERED"
)

// Gateway is the registration of this PrivX at SSH's mobile gateway (seeds/000).
type Gateway struct {
	ProductID string
	Status    string
	// Sources use the gateway for their second factor.
	Sources []Source
}

// MobileGateway registers the instance. There is one registration a PrivX.
type MobileGateway struct{ client *Client }

// Status reads the registration.
func (g *MobileGateway) Status(ctx context.Context) (Gateway, error) {
	var body struct {
		ProductID   string `json:"product_id"`
		Status      string `json:"status"`
		UsedSources page   `json:"used_sources"`
	}
	resp, err := g.client.do(ctx, rest.Request{Method: http.MethodGet, Path: gatewayPath + "/status"})
	if err != nil {
		return Gateway{}, explainGateway(err)
	}
	err = resp.JSON(&body)
	if err == nil && body.ProductID == "" && body.Status != Registered && body.Status != unregistered {
		err = errors.New("it is no registration of PrivX's") // else one that is taken back
	}
	if err != nil {
		return Gateway{}, newDecodeError(resp, err)
	}
	gateway := Gateway{ProductID: body.ProductID, Status: body.Status}
	for _, raw := range body.UsedSources.items {
		item := rest.Item{ID: idOf(raw), Body: raw}
		source, err := decode[Source](g.client.unreadable(gatewayPath+"/status", "source"), item)
		if err != nil {
			return Gateway{}, err
		}
		gateway.Sources = append(gateway.Sources, source)
	}
	return gateway, nil
}

// Register registers the instance, if it is not registered already.
func (g *MobileGateway) Register(ctx context.Context) error {
	gateway, err := g.Status(ctx)
	if err != nil || gateway.Status == Registered {
		return err
	}
	err = g.client.write(ctx, rest.Request{Method: http.MethodPost, Path: gatewayPath + "/register"})
	if err != nil && outcomeUnknown(err) {
		// Registered all the same: then only the answer was lost.
		if after, statusErr := g.Status(rest.Detached(ctx)); statusErr == nil && after.Status == Registered {
			return nil
		}
	}
	return explainGateway(err)
}

// Unregister takes the registration back, which destroys the pairing of every user's device.
func (g *MobileGateway) Unregister(ctx context.Context) error {
	err := g.client.write(ctx, rest.Request{Method: http.MethodDelete, Path: gatewayPath + "/unregister"})
	var e *Error
	if errors.As(err, &e) && (e.status() == http.StatusNotFound || e.StatusCode == http.StatusMethodNotAllowed) {
		// One of the vendor's clients uses POST here, the others DELETE (api/privx.md §2.4).
		err = g.client.write(ctx, rest.Request{Method: http.MethodPost, Path: gatewayPath + "/unregister"})
	}
	if err != nil {
		if after, statusErr := g.Status(rest.Detached(ctx)); statusErr == nil && after.Status != Registered {
			return nil
		}
	}
	return explainGateway(err)
}

// explainGateway says what a 502 means here: PrivX answers it when it could not talk to the gateway (seeds/000).
func explainGateway(err error) error {
	var e *Error
	if errors.As(err, &e) && e.StatusCode == http.StatusBadGateway && e.Foreign == "" {
		return fmt.Errorf("%w. PrivX itself answers, but could not talk to the mobile gateway: it needs an online license "+
			"with the feature Mobile Application Gateway, and a way out to mobilegw.privx.io:443", err)
	}
	return needs(mayDoGateway, err)
}

"""Which scope each field needs by which partners, and their endpoints, are managed: part of field_scopes."""

from collections.abc import Mapping

from domain.partners import Scope

_OPEN = None

OFFICE_SCOPES: Mapping[str, Mapping[Scope | None, str]] = {
    "DeadLetter": {
        _OPEN: "id source reason place detail mappingVersion attempts firstAt lastAt state",
    },
    "RetryDeadLettersPayload": {_OPEN: "mapped failed gone events"},
    "DiscardDeadLettersPayload": {_OPEN: "count"},
    "ReplayDeliveriesPayload": {_OPEN: "deliveries added corrected same unchecked failed gone"},
    "PartnerConnection": {_OPEN: "edges pageInfo totalCount"},
    "PartnerEdge": {_OPEN: "cursor", Scope.PARTNERS_READ: "node"},
    "Partner": {
        _OPEN: "name",
        Scope.PARTNERS_READ: "title status lane weight quota subjects grant keys changes",
    },
    "PartnerGrant": {
        _OPEN: "scopes customers channels locations suppliers carriers quantity personal time fields audited",
    },
    "QuantityShape": {_OPEN: "form at low"},
    "FieldShape": {_OPEN: "field quantity personal time"},
    "PartnerQuota": {_OPEN: "points window concurrency"},
    "PartnerSubject": {_OPEN: "issuer value"},
    "PartnerKey": {_OPEN: "prefix partner label createdAt expiresAt revokedAt lastUsedAt"},
    "PartnerChange": {_OPEN: "at who partner kind differences"},
    "PartnerDifference": {_OPEN: "field gone new"},
    "AddPartnerPayload": {_OPEN: "partner"},
    "SetGrantPayload": {_OPEN: "partner"},
    "SuspendPartnerPayload": {_OPEN: "partner"},
    "ResumePartnerPayload": {_OPEN: "partner"},
    "RemovePartnerPayload": {_OPEN: "partner"},
    "AddPartnerKeyPayload": {_OPEN: "text key"},
    "RevokePartnerKeyPayload": {_OPEN: "key"},
    "WebhookEndpointConnection": {_OPEN: "edges pageInfo totalCount"},
    "WebhookEndpointEdge": {_OPEN: "cursor node"},
    "WebhookEndpoint": {
        _OPEN: (
            "id partner url types keys sources state createdAt failingSince secrets cursor waiting deliveries"
        ),
    },
    "WebhookDeliveryConnection": {_OPEN: "edges pageInfo"},
    "WebhookDeliveryEdge": {_OPEN: "cursor node"},
    "WebhookDelivery": {_OPEN: "at outcome status error duration cursor"},
    "CreateWebhookEndpointPayload": {_OPEN: "endpoint secret"},
    "UpdateWebhookEndpointPayload": {_OPEN: "endpoint"},
    "DeleteWebhookEndpointPayload": {_OPEN: "endpoint"},
    "RotateWebhookSecretPayload": {_OPEN: "endpoint secret"},
    "RetireWebhookSecretsPayload": {_OPEN: "endpoint"},
    "PauseWebhookEndpointPayload": {_OPEN: "endpoint"},
    "EnableWebhookEndpointPayload": {_OPEN: "endpoint"},
    "ReplayWebhookEndpointPayload": {_OPEN: "endpoint"},
    "TestWebhookEndpointPayload": {_OPEN: "delivery"},
}

"""Which scope each field needs by which partners, and their endpoints, are managed: part of field_scopes."""

from domain.partners import Scope
from resolvers.scopes.by_scope import OPEN, ByScope

OFFICE_SCOPES: ByScope = {
    "DeadLetter": {
        OPEN: "id source reason place detail mappingVersion attempts firstAt lastAt state",
    },
    "RetryDeadLettersPayload": {OPEN: "mapped failed gone events"},
    "DiscardDeadLettersPayload": {OPEN: "count"},
    "ReplayDeliveriesPayload": {OPEN: "deliveries added corrected same unchecked failed gone"},
    "PartnerConnection": {OPEN: "edges pageInfo totalCount"},
    "PartnerEdge": {OPEN: "cursor", Scope.PARTNERS_READ: "node"},
    "Partner": {
        OPEN: "name",
        Scope.PARTNERS_READ: "title status lane weight quota subjects grant keys changes",
    },
    "PartnerGrant": {
        OPEN: "scopes customers channels locations suppliers carriers quantity personal time fields audited",
    },
    "QuantityShape": {OPEN: "form at low"},
    "FieldShape": {OPEN: "field quantity personal time"},
    "PartnerQuota": {OPEN: "points window concurrency"},
    "PartnerSubject": {OPEN: "issuer value"},
    "PartnerKey": {OPEN: "prefix partner label createdAt expiresAt revokedAt lastUsedAt"},
    "PartnerChange": {OPEN: "at who partner kind differences"},
    "PartnerDifference": {OPEN: "field gone new"},
    "AddPartnerPayload": {OPEN: "partner"},
    "SetGrantPayload": {OPEN: "partner"},
    "SuspendPartnerPayload": {OPEN: "partner"},
    "ResumePartnerPayload": {OPEN: "partner"},
    "RemovePartnerPayload": {OPEN: "partner"},
    "AddPartnerKeyPayload": {OPEN: "text key"},
    "RevokePartnerKeyPayload": {OPEN: "key"},
    "WebhookEndpointConnection": {OPEN: "edges pageInfo totalCount"},
    "WebhookEndpointEdge": {OPEN: "cursor node"},
    "WebhookEndpoint": {
        OPEN: (
            "id partner url types keys sources state createdAt failingSince secrets cursor waiting deliveries"
        ),
    },
    "WebhookDeliveryConnection": {OPEN: "edges pageInfo"},
    "WebhookDeliveryEdge": {OPEN: "cursor node"},
    "WebhookDelivery": {OPEN: "at outcome status error duration cursor"},
    "CreateWebhookEndpointPayload": {OPEN: "endpoint secret"},
    "UpdateWebhookEndpointPayload": {OPEN: "endpoint"},
    "DeleteWebhookEndpointPayload": {OPEN: "endpoint"},
    "RotateWebhookSecretPayload": {OPEN: "endpoint secret"},
    "RetireWebhookSecretsPayload": {OPEN: "endpoint"},
    "PauseWebhookEndpointPayload": {OPEN: "endpoint"},
    "EnableWebhookEndpointPayload": {OPEN: "endpoint"},
    "ReplayWebhookEndpointPayload": {OPEN: "endpoint"},
    "TestWebhookEndpointPayload": {OPEN: "delivery"},
}

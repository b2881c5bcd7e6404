"""What changes of endpoints answer with."""

import strawberry

from resolvers.webhooks.types import WebhookDelivery, WebhookEndpoint


@strawberry.type(description="The endpoint that was made.")
class CreateWebhookEndpointPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")
    secret: str = strawberry.field(
        description="The secret that signs what is sent, as `whsec_...`. It is told this once."
    )


@strawberry.type(description="The endpoint as it is now.")
class UpdateWebhookEndpointPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")


@strawberry.type(description="The endpoint as it was.")
class DeleteWebhookEndpointPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")


@strawberry.type(description="The endpoint with its new secret.")
class RotateWebhookSecretPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")
    secret: str = strawberry.field(
        description="The secret that signs what is sent, as `whsec_...`. It is told this once."
    )


@strawberry.type(description="The endpoint as it is now.")
class RetireWebhookSecretsPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")


@strawberry.type(description="The endpoint as it is now.")
class PauseWebhookEndpointPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")


@strawberry.type(description="The endpoint as it is now.")
class EnableWebhookEndpointPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")


@strawberry.type(description="The endpoint as it is now.")
class ReplayWebhookEndpointPayload:
    """After resolvers.webhooks.shown.EndpointPayload."""

    endpoint: WebhookEndpoint = strawberry.field(description="The endpoint.")


@strawberry.type(description="What came back.")
class TestWebhookEndpointPayload:
    """After resolvers.webhooks.shown.DeliveryPayload."""

    delivery: WebhookDelivery = strawberry.field(description="The attempt, which is not in the log.")

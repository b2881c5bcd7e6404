"""Endpoints at the roots of the graph, which inherit these fields."""

import strawberry

from resolvers.batched import asked
from resolvers.webhooks.mutations import (
    create_webhook_endpoint,
    delete_webhook_endpoint,
    enable_webhook_endpoint,
    pause_webhook_endpoint,
    replay_webhook_endpoint,
    retire_webhook_secrets,
    rotate_webhook_secret,
    test_webhook_endpoint,
    update_webhook_endpoint,
)
from resolvers.webhooks.payloads import (
    CreateWebhookEndpointPayload,
    DeleteWebhookEndpointPayload,
    EnableWebhookEndpointPayload,
    PauseWebhookEndpointPayload,
    ReplayWebhookEndpointPayload,
    RetireWebhookSecretsPayload,
    RotateWebhookSecretPayload,
    TestWebhookEndpointPayload,
    UpdateWebhookEndpointPayload,
)
from resolvers.webhooks.queries import webhook_endpoint, webhook_endpoints
from resolvers.webhooks.types import WebhookEndpoint, WebhookEndpointConnection


@strawberry.type
class WebhookQueries:
    """Inherited by resolvers.queries.Query."""

    webhook_endpoints: WebhookEndpointConnection | None = asked(
        webhook_endpoints,
        description="Where events are sent, the oldest endpoint first: those of one's own partner.",
    )
    webhook_endpoint: WebhookEndpoint | None = asked(
        webhook_endpoint,
        description="One endpoint.",
    )


@strawberry.type
class WebhookMutations:
    """Inherited by resolvers.mutations.Mutation."""

    create_webhook_endpoint: CreateWebhookEndpointPayload | None = asked(
        create_webhook_endpoint,
        description="Have events sent to an address. Its secret is told in the answer, once.",
    )

    update_webhook_endpoint: UpdateWebhookEndpointPayload | None = asked(
        update_webhook_endpoint,
        description="Another address, or other events from now on.",
    )

    delete_webhook_endpoint: DeleteWebhookEndpointPayload | None = asked(
        delete_webhook_endpoint,
        description="Forget an endpoint, what waits for it, and its delivery log.",
    )

    rotate_webhook_secret: RotateWebhookSecretPayload | None = asked(
        rotate_webhook_secret,
        description="Sign with a new secret as well. Up to three sign side by side; the oldest ends then.",
    )

    retire_webhook_secrets: RetireWebhookSecretsPayload | None = asked(
        retire_webhook_secrets,
        description="End all secrets of an endpoint but the newest.",
    )

    pause_webhook_endpoint: PauseWebhookEndpointPayload | None = asked(
        pause_webhook_endpoint,
        description="Send nothing until it is enabled; what happens meanwhile waits.",
    )

    enable_webhook_endpoint: EnableWebhookEndpointPayload | None = asked(
        enable_webhook_endpoint,
        description="Go on with an endpoint that was paused, or failed; what waits is sent at once.",
    )

    replay_webhook_endpoint: ReplayWebhookEndpointPayload | None = asked(
        replay_webhook_endpoint,
        description="Send everything again behind a cursor, or since a time; what waits is in that.",
    )

    test_webhook_endpoint: TestWebhookEndpointPayload | None = asked(
        test_webhook_endpoint,
        description="Send one word that is no event, `webhook.test`, at once.",
    )

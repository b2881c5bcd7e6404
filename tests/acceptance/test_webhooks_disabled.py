"""An endpoint that takes nothing for too long is left alone, a person is told, and nothing of it is lost."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.acceptance.receiving import until
from tests.acceptance.test_events import Told
from tests.acceptance.test_webhooks_out import PATIENCE, Subscribed, happened, same, subscribed, telling

pytestmark = pytest.mark.slow

ENABLE = "mutation ($id: String!) { enableWebhookEndpoint(id: $id) { endpoint { state } } }"
CASES = """
{ exceptions(filter: {codes: ["WEBHOOK_ENDPOINT_DISABLED"]}) { edges { node { subjects detail state } } } }
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    async with telling(tmp_path_factory, disable_after="PT2S") as told:
        yield told


async def test_one_that_takes_nothing_is_left_alone_until_it_is_enabled(told: Told) -> None:
    async with subscribed(told, "service-desk") as desk:
        begun = await told.length()
        desk.receiver.down = True
        await happened(told.world)
        async for _ in until(PATIENCE):
            if (await desk.state())["state"] == "FAILED":
                break
        assert desk.receiver.refused > 0
        assert (await desk.state())["waiting"] > 0
        case = await _case(told, desk)
        assert (case["state"], "service-desk" in case["detail"]) == ("OPEN", True)
        assert "HTTP 503" in case["detail"]

        await happened(told.world)
        await told.settled()
        tried = desk.receiver.refused
        await happened(told.world)
        await told.settled()
        assert desk.receiver.refused == tried
        assert desk.receiver.got == []

        desk.receiver.down = False
        enabled = await desk.caller.ask(ENABLE, id=desk.id)
        assert enabled.data["enableWebhookEndpoint"]["endpoint"]["state"] == "ACTIVE"
        await desk.all_sent()
        news = [each.event for each in await told.settled() if each.position > begun]
        same(desk.receiver, [each for each in news if not each.type.startswith(("exception.", "source."))])
        assert (await _case(told, desk))["state"] == "RESOLVED"


async def _case(told: Told, desk: Subscribed) -> dict[str, Any]:
    """The one of this endpoint."""
    found = (await told.ops.ask(CASES)).data["exceptions"]["edges"]
    (case,) = [each["node"] for each in found if each["node"]["subjects"] == [f"endpoint:{desk.id}"]]
    return dict(case)

"""A client says how fresh, and hears how fresh it is: over HTTP, with an ERP that dies."""

from pathlib import Path

import httpx
import pytest

from tests.acceptance.asking import MEDIA_TYPE, Caller, calling
from tests.acceptance.remembered import marks, remembering
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated

SEEN = "SO-0001392"
TERMS = {"soft": 600, "ttl": 600}
BREAKER = {"breaker": {"failures": 0}, "retries": {"attempts": 1}}
BOUNDED = """
query ($number: String!) {
  any: order(number: $number) { number freshness { source state reason } }
  marked: order(number: $number) @fresh(maxAge: "PT0S") { number freshness { source state reason } }
  strict: order(number: $number) @fresh(maxAge: "PT0S", strict: true) { number }
}
"""
KEPT = f'{{ order(number: "{SEEN}") {{ number freshness {{ source state reason }} }} }}'


async def get(desk: Caller, query: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {desk.token}", "accept": MEDIA_TYPE}
    return await desk.client.get("/graphql", params={"query": query}, headers=headers)


@pytest.mark.asyncio(loop_scope="session")
async def test_each_field_is_as_fresh_as_it_was_asked_to_be(
    world: Simulated, links: Path, tmp_path: Path
) -> None:
    text = remembering(declared(world.urls), TERMS, BREAKER)
    async with serving(tmp_path, links, text) as served, calling(served, world, "service-desk") as desk:
        assert set((await desk.ask(BOUNDED, number=SEEN)).data) == {"any", "marked", "strict"}
        async with world.off("erp"):
            answer = await desk.ask(BOUNDED, number=SEEN)
            kept = await get(desk, KEPT)
            marked = await get(desk, f'query @fresh(maxAge: "PT0S") {KEPT}')
            refused = await get(desk, f'query @fresh(maxAge: "PT0S", strict: true) {KEPT}')
        assert answer.codes == {"strict": "FRESHNESS_NOT_MET"}
        assert [answer.errors[0]["extensions"][name] for name in ("backend", "reason")] == ["erp", "ERROR"]
        assert list(marks(answer.partial["any"])) == [("erp", "FRESH", None)]
        assert list(marks(answer.partial["marked"])) == [("erp", "STALE", "ERROR")]
        (erp,) = answer.response.json()["extensions"]["freshness"]
        assert erp["state"] == "UNAVAILABLE", "one field had none at all"
        assert erp["stale"] == [{"kind": "orders", "reason": "ERROR"}]
        assert kept.headers["cache-control"] == "private, max-age=600"
        assert 1 <= int(kept.headers["age"]) < 600
        assert marked.headers["cache-control"] == "private, max-age=0"
        assert refused.headers["cache-control"] == "no-store"

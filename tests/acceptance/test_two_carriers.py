"""A shipment of two legs, two carriers and the TMS between them: one timeline, no estimate among facts."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from adapters.carrier_karrio.sdk.installed import carriers
from tests.acceptance.asking import Caller, calling
from tests.acceptance.linehaul import Linehaul, Scan, linehaul
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated

LANGUAGES: Mapping[str, Mapping[str, object]] = {
    "Parcel One's": {"adapter": "carrier_sim", "api_key": "key", "webhook_secrets": ["secret"]},
    "the karrio SDK's": {
        "adapter": "carrier_karrio",
        "carrier": "fedex",
        "credentials": {"track_api_key": "key", "track_secret_key": "secret"},
    },
}
QUESTION = """
query ($number: String!) { order(number: $number) { shipments {
  id status trackingNumbers
  legs { sequence carrier trackingNumber departure arrival }
  milestones { code classifier occurredAt source reference rawCode }
  estimates { at toldAt source classifier }
  eta { at classifier }
} } }
"""
HAS_SDK = "fedex" in carriers()


@pytest_asyncio.fixture(
    params=[
        pytest.param("Parcel One's", id="sim"),
        pytest.param(
            "the karrio SDK's",
            id="karrio",
            marks=pytest.mark.skipif(not HAS_SDK, reason="needs the karrio SDK: make test-karrio"),
        ),
    ],
    scope="module",
    loop_scope="session",
)
async def two_carriers(
    request: pytest.FixtureRequest, world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Caller, Linehaul]]:
    """A gateway that knows the linehaul carrier too, which speaks one of two languages."""
    async with linehaul() as highway:
        document = yaml.safe_load(declared(world.urls))
        document["instances"]["highway"] = {"base_url": highway.url, **LANGUAGES[request.param]}
        document["carriers"] = {"highway": {"names": ["HWLN"]}, "carrier": {"names": ["PONE"]}}
        folder = tmp_path_factory.mktemp("two-carriers")
        async with (
            serving(folder, links, yaml.safe_dump(document)) as served,
            calling(served, world, "service-desk") as desk,
        ):
            yield desk, highway


async def asked(desk: Caller, number: str) -> Any:  # noqa: ANN401 - its shape is that of the question
    (shipment,) = (await desk.ask(QUESTION, number=number)).data["order"]["shipments"]
    return shipment


def happened(truth: Any, kind: str) -> str:  # noqa: ANN401 - another program's JSON
    """When it first did, as the world knows it."""
    told: str = next(fact["at"] for fact in truth["facts"] if fact["kind"] == kind)
    return told


def driven(highway: Linehaul, truth: Any) -> str:  # noqa: ANN401 - as above
    """Let the linehaul carrier tell of its leg, which it ends with a delivery. Gives its number."""
    pro: str
    (pro,) = truth["numbers"]["pros"]
    highway.scans[pro] = [
        Scan("DL", happened(truth, "handed_over").replace("Z", "+00:00")),
        Scan("PU", happened(truth, "picked_up").replace("Z", "+00:00")),
    ]
    highway.due[pro] = "2026-03-20T12:00:00+00:00"
    return pro


async def test_two_carriers_and_the_tms_tell_one_story(
    world: Simulated, two_carriers: tuple[Caller, Linehaul]
) -> None:
    desk, highway = two_carriers
    number = (await world.stories())["stories"]["multi_leg"][0]
    truth = (await world.truths([number]))[number]
    pro = driven(highway, truth)
    shipment = await asked(desk, number)
    assert [leg["carrier"] for leg in shipment["legs"]] == ["HWLN", "PONE"]
    assert shipment["legs"][0]["trackingNumber"] == pro
    timeline = shipment["milestones"]
    assert {"tms", "carrier", "highway"} <= {fact["source"] for fact in timeline}
    assert [fact["occurredAt"] for fact in timeline] == sorted(fact["occurredAt"] for fact in timeline)
    assert shipment["status"] == "DELIVERED"
    delivered = {fact["source"]: fact["occurredAt"] for fact in timeline if fact["code"] == "DELIVERED"}
    assert set(delivered) == {"tms", "carrier"}
    assert set(delivered.values()) == {happened(truth, "delivered")}
    own = {fact["rawCode"]: fact for fact in timeline if fact["source"] == "highway"}
    assert {raw: fact["code"] for raw, fact in own.items()} == {"DL": "ARRIVED", "PU": "PICKED_UP"}
    assert own["DL"]["occurredAt"] == happened(truth, "handed_over")
    assert {fact["reference"] for fact in own.values()} == {pro}


async def test_what_the_first_carrier_delivers_is_on_its_way(
    world: Simulated, two_carriers: tuple[Caller, Linehaul]
) -> None:
    desk, highway = two_carriers
    live = await world.truths((await world.stories())["live"]["multi_leg"])
    under_way = 0
    for number, truth in live.items():
        past = {fact["kind"] for fact in truth["facts"] if fact["past"]}
        if "handed_over" not in past or "out_for_delivery" in past:
            continue
        driven(highway, truth)
        shipment = await asked(desk, number)
        assert shipment["status"] not in {"DELIVERED", "OUT_FOR_DELIVERY", "UNKNOWN"}
        assert "highway" in {fact["source"] for fact in shipment["milestones"]}
        under_way += 1
    assert under_way


async def test_an_estimate_has_its_history_and_is_no_fact(
    world: Simulated, two_carriers: tuple[Caller, Linehaul]
) -> None:
    desk, highway = two_carriers
    truths = await world.truths((await world.stories())["stories"]["multi_leg"])
    several = 0
    for number, truth in list(truths.items())[:12]:
        driven(highway, truth)
        shipment = await asked(desk, number)
        estimates = shipment["estimates"]
        assert {estimate["classifier"] for estimate in estimates} <= {"ESTIMATED", "PLANNED"}
        assert "highway" not in {estimate["source"] for estimate in estimates}
        true = [fact["due"] for fact in truth["facts"] if fact["kind"] == "estimated" and fact["past"]]
        told = [e["at"] for e in estimates if e["source"] == "tms" and e["at"] in true]
        assert told == true
        assert shipment["eta"] == {"at": estimates[-1]["at"], "classifier": estimates[-1]["classifier"]}
        facts = [fact for fact in shipment["milestones"] if fact["classifier"] == "ACTUAL"]
        assert [fact for fact in facts if fact["occurredAt"] > truth["at"]] == []
        several += len(true) > 1
    assert several

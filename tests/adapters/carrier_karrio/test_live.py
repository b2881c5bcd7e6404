"""Asking carriers: tokens, our transport alone, and what goes wrong on the way."""

import asyncio
import logging
import ssl
import urllib.request
from datetime import timedelta

import httpx
import pytest

from domain.errors import (
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    ReplyInvalid,
)
from domain.milestones import FaultParty, MilestoneCode
from domain.ports.reading import Failed, Found, Missing, Outcome
from domain.shipments import Track
from tests.adapters.carrier_karrio import replies as r
from tests.adapters.carrier_karrio.connected import tracked, tracking
from tests.adapters.carrier_karrio.system import FEDEX_TOKEN, Carrier, Failing
from tests.adapters.carrier_karrio.with_sdk import needs_sdk
from tests.doubles.clock import SettableClock
from tests.doubles.network import Refusing, Silent

needs_sdk()

UPS = {"1Z1": r.ups(r.ups_scan("FS", "D"), r.ups_scan("RF", "X"), r.ups_scan("OT", "I"))}


def error(answer: Outcome[Track]) -> BackendError:
    assert isinstance(answer, Failed), answer
    return answer.error


def value(answer: Outcome[Track]) -> Track:
    assert isinstance(answer, Found), answer
    return answer.value


async def test_ups_is_asked_for_a_token_once_and_for_each_number() -> None:
    ups = Carrier(UPS)
    async with tracking("ups", ups) as read:
        answers = await read(["1Z1", "1Z2", "1Z3"], SettableClock().within())
        await read(["1Z1"], SettableClock().within())
    assert ups.tokens == 1
    assert ups.asked("/api/track/v1/details/1Z1") == 2
    assert len(ups.requests) == 1 + 4
    assert {request.headers["user-agent"] for request in ups.requests} == {"OrderGraph"}
    track = value(answers["1Z1"])
    assert [(m.code, m.raw_code) for m in track.milestones] == [
        (MilestoneCode.DELIVERED, "FS"),
        (MilestoneCode.DELIVERY_ATTEMPTED, "RF"),
        (MilestoneCode.OUT_FOR_DELIVERY, "OT"),
    ]
    assert [m.fault for m in track.milestones] == [None, FaultParty.CONSIGNEE, None]
    assert {m.reference for m in track.milestones} == {"1Z1"}
    assert isinstance(answers["1Z2"], Missing)
    assert isinstance(answers["1Z3"], Missing)


async def test_every_call_bears_the_trace_of_its_request() -> None:
    ups = Carrier(UPS)
    async with tracking("ups", ups) as read:
        await read(["1Z1"], SettableClock().within(correlation_id="ab" * 16))
    assert {request.headers["traceparent"][3:35] for request in ups.requests} == {"ab" * 16}


async def test_fedex_is_asked_for_thirty_numbers_at_once() -> None:
    fedex = Carrier({str(n): r.fedex_result(str(n), r.fedex_scan()) for n in range(1000, 1031)})
    answers = await tracked("fedex", fedex, [str(n) for n in range(1000, 1032)])
    assert (fedex.tokens, fedex.asked("/track/v1/trackingnumbers")) == (1, 2)
    assert [type(answer) for answer in answers.values()] == [Found] * 31 + [Missing]


async def test_a_delivered_parcel_of_fedex_asks_for_no_signature() -> None:
    fedex = Carrier({"1": r.fedex_result("1", r.fedex_scan("DL"))})
    track = value((await tracked("fedex", fedex, ["1"]))["1"])
    assert [m.code for m in track.milestones] == [MilestoneCode.DELIVERED]
    assert [request.url.path for request in fedex.requests] == [FEDEX_TOKEN, "/track/v1/trackingnumbers"]
    assert "DOE" not in repr(track)


async def test_a_refused_token_is_forgotten_and_the_next_call_gets_another() -> None:
    ups = Carrier(UPS)
    async with tracking("ups", ups) as read:
        value((await read(["1Z1"], SettableClock().within()))["1Z1"])
        ups.revoked.add("token-1")
        assert type(error((await read(["1Z1"], SettableClock().within()))["1Z1"])) is BackendRefused
        value((await read(["1Z1"], SettableClock().within()))["1Z1"])
    assert ups.tokens == 2


async def test_wrong_credentials_are_refused_and_not_shown() -> None:
    for carrier, wrong in (
        ("ups", {"client_id": "us", "client_secret": "wrong-secret"}),
        ("fedex", {"track_api_key": "us", "track_secret_key": "wrong-secret"}),
    ):
        refused = error((await tracked(carrier, Carrier({}), ["1"], credentials=wrong))["1"])
        assert type(refused) is BackendRefused
        assert "wrong-secret" not in str(refused)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (httpx.Response(429, headers={"retry-after": "7"}, text="{}"), BackendThrottled),
        (httpx.Response(503, text="<html>down</html>"), BackendUnavailable),
        (httpx.Response(403, text="{}"), BackendRefused),
        (httpx.Response(302, headers={"location": "https://elsewhere.test"}), BackendRefused),
        (httpx.Response(404, text="<html>no such page</html>"), BackendRefused),
        (httpx.Response(400, text='{"errors": [{"code": "X", "message": "Bad"}]}'), BackendRefused),
        (httpx.Response(200, text=""), ReplyInvalid),
        (httpx.Response(200, text="<html>Please sign in</html>"), ReplyInvalid),
        (httpx.Response(200, text='{"trackResponse": {"shipment": [{"package": [7]}]}}'), ReplyInvalid),
        (
            httpx.Response(200, text='{"trackResponse": {"shipment": [{"package": [{"activity": []}]}]}}'),
            ReplyInvalid,
        ),
    ],
)
async def test_what_is_no_track_is_an_error_with_a_code(
    answer: httpx.Response, kind: type[BackendError]
) -> None:
    said = error((await tracked("ups", Failing(lambda _: answer), ["1Z1"]))["1Z1"])
    assert type(said) is kind
    assert said.backend == "parcels"
    if kind is BackendThrottled:
        assert said.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("carrier", ["dhl_express", "canadapost", "purolator"])
@pytest.mark.parametrize(
    "text",
    [
        "<html><body>Please sign in</body></html>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        r.dhl_express(r.dhl_express_event())[:-30],
        r.canadapost(r.canadapost_event())[:-30],
        "",
        "\x00",
    ],
)
async def test_what_is_no_whole_xml_is_never_half_a_track(carrier: str, text: str) -> None:
    said = error((await tracked(carrier, Failing(lambda _: httpx.Response(200, text=text)), ["31"]))["31"])
    assert type(said) is ReplyInvalid


@pytest.mark.parametrize(
    ("carrier", "reply", "code"),
    [
        ("usps", r.usps(r.usps_event("OF")), MilestoneCode.OUT_FOR_DELIVERY),
        ("dhl_express", r.dhl_express(r.dhl_express_event("OK")), MilestoneCode.DELIVERED),
        ("dhl_universal", r.dhl_universal(r.dhl_universal_event("failure")), MilestoneCode.EXCEPTION),
        ("canadapost", r.canadapost(r.canadapost_event("0174")), MilestoneCode.OUT_FOR_DELIVERY),
        ("purolator", r.purolator(r.purolator_scan("Delivery")), MilestoneCode.DELIVERED),
    ],
)
async def test_the_other_carriers_are_read_too(carrier: str, reply: str, code: MilestoneCode) -> None:
    token = '{"access_token": "token-1", "expires_in": "36000"}'

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=token if request.url.path.endswith("/token") else reply)

    answers = await tracked(carrier, httpx.MockTransport(answer), ["3180831640"])
    track = value(answers["3180831640"])
    assert [m.code for m in track.milestones] == [code]
    assert (track.tracking_number, track.carrier, track.source) == ("3180831640", carrier.upper(), "parcels")


async def test_a_code_that_nobody_knows_is_unknown_with_a_finding() -> None:
    fedex = Carrier({"1": r.fedex_result("1", r.fedex_scan("??"), r.fedex_scan("PU"))})
    answer = (await tracked("fedex", fedex, ["1"]))["1"]
    assert isinstance(answer, Found)
    assert [(m.code, m.raw_code) for m in answer.value.milestones] == [
        (MilestoneCode.UNKNOWN, "??"),
        (MilestoneCode.PICKED_UP, "PU"),
    ]
    assert [finding.group for finding in answer.findings] == ["parcels/event/??"]


async def test_a_time_without_a_zone_is_a_finding_and_no_milestone() -> None:
    nowhere = r.fedex_scan("AR", date="2026-03-02T12:01:07", scanLocation={"countryCode": "US"})
    fedex = Carrier({"1": r.fedex_result("1", nowhere, r.fedex_scan("PU"))})
    answer = (await tracked("fedex", fedex, ["1"]))["1"]
    assert isinstance(answer, Found)
    assert [m.raw_code for m in answer.value.milestones] == ["PU"]
    assert ["'2026-03-02T12:01:07' has no zone" in finding.detail for finding in answer.findings] == [True]


async def test_numbers_that_could_lead_elsewhere_are_not_asked_for() -> None:
    ups = Carrier(UPS)
    wrong = ["../../oauth", "1Z1?locale=x", "1Z1/..", "1Z1#", "1Z 1", "-1"]
    answers = await tracked("ups", ups, wrong)
    assert [type(answer) for answer in answers.values()] == [Missing] * len(wrong)
    assert ups.requests == []


async def test_a_dead_carrier_is_unavailable_and_a_silent_one_costs_no_more_than_the_deadline() -> None:
    assert type(error((await tracked("ups", Refusing(), ["1Z1"]))["1Z1"])) is BackendUnavailable
    async with tracking("ups", Silent(), threads=1) as read:
        for _ in range(2):  # the thread of the first is free again
            answers = await read(["1Z1"], SettableClock().within(0.05))
            assert type(error(answers["1Z1"])) is BackendTimeout


async def test_who_stops_waiting_frees_the_thread() -> None:
    ups = Carrier(UPS)
    hang = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if not hang.is_set():
            hang.set()
            await asyncio.Event().wait()
        return await ups.handle_async_request(request)

    async with tracking("ups", httpx.MockTransport(answer), threads=1) as read:
        task = asyncio.create_task(read(["1Z1"], SettableClock().within()))
        async with asyncio.timeout(5):
            await hang.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        value((await read(["1Z1"], SettableClock().within()))["1Z1"])


async def test_the_sdk_changes_nothing_else_of_the_process(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    fedex = Carrier({"1": r.fedex_result("1", r.fedex_scan("DL"), nobodyKnows={"name": "J.DOE"})})
    await tracked("fedex", fedex, ["1"])
    assert ssl._create_default_https_context is ssl.create_default_context
    assert urllib.request.urlopen.__module__ == "urllib.request"
    told = caplog.text + "".join(capfd.readouterr())
    assert [word for word in ("J.DOE", "fedex-secret", "token-1") if word in told] == []
    assert {record.name.partition(".")[0] for record in caplog.records} <= {"asyncio", "httpx"}

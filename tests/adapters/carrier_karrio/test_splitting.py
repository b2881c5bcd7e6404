"""A reply for many numbers is read number by number."""

import msgspec
import pytest

from adapters.carrier_karrio.sdk.splitting import asked_first, parts
from tests.adapters.carrier_karrio import replies as r


def test_each_number_of_fedex_is_a_part() -> None:
    reply = r.fedex(r.fedex_result("1", r.fedex_scan()), r.fedex_unknown("2"))
    told = parts("fedex", reply)
    assert [number for number, _ in told] == ["1", "2"]
    assert [text.count("trackingNumberInfo") for _, text in told] == [1, 1]


def test_results_without_scans_do_not_cost_those_with_them() -> None:
    reply = msgspec.json.decode(r.fedex(r.fedex_unknown("1"), r.fedex_result("1", r.fedex_scan())))
    without, scanned = reply["output"]["completeTrackResults"]
    both = scanned | {"trackResults": without["trackResults"] + scanned["trackResults"]}
    ((_, text),) = parts("fedex", r.fedex(both))
    (complete,) = msgspec.json.decode(text)["output"]["completeTrackResults"]
    assert [bool(result.get("scanEvents")) for result in complete["trackResults"]] == [True]


def test_each_air_waybill_of_dhl_express_is_a_part() -> None:
    reply = r.dhl_express(r.dhl_express_event(), number=" 31 ").replace(
        "</AWBInfo>", "</AWBInfo><AWBInfo><AWBNumber/></AWBInfo>"
    )
    assert [number for number, _ in parts("dhl_express", reply)] == ["31", ""]


@pytest.mark.parametrize("carrier", ["fedex", "dhl_express", "purolator", "another"])
@pytest.mark.parametrize("text", ["", "{", "<", "[]", "<a/>", '{"errors": []}', "<!DOCTYPE a><AWBInfo/>"])
def test_what_is_no_list_stays_whole(carrier: str, text: str) -> None:
    assert parts(carrier, text) == [("", text)]


def test_of_several_packages_the_one_that_was_asked_for_comes_first() -> None:
    reply = msgspec.json.decode(r.ups(r.ups_scan()))
    packages = reply["trackResponse"]["shipment"][0]["package"]
    packages.append(packages[0] | {"trackingNumber": "1Z2"})
    told = msgspec.json.decode(asked_first("ups", "1Z2", r.as_json(reply)))
    first, second = told["trackResponse"]["shipment"][0]["package"]
    assert (first["trackingNumber"], second["trackingNumber"]) == ("1Z2", "1Z1")


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"trackResponse": {"shipment": 7}}'])
def test_another_form_is_left_to_the_parser(text: str) -> None:
    assert asked_first("ups", "1", text).replace(" ", "") in {text.replace(" ", ""), "{}"}

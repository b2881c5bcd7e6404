"""The section `carriers`: what is declared, and each mistake at its place."""

import pytest
from pydantic import HttpUrl

from gateway.settings.carriers import CarrierSettings, read_carriers
from gateway.settings.reading.problems import Problems
from gateway.settings.systems.instances import Instance
from tests.gateway.settings.samples import WmsSettings

SETTINGS = WmsSettings(base_url=HttpUrl("http://somewhere.example"))
INSTANCES = {
    "ups": Instance(name="ups", adapter="carrier", capabilities=frozenset({"tracking"}), settings=SETTINGS),
    "fedex": Instance(
        name="fedex", adapter="carrier", capabilities=frozenset({"tracking"}), settings=SETTINGS
    ),
    "wms": Instance(name="wms", adapter="wms", capabilities=frozenset({"stock"}), settings=SETTINGS),
    "broken": None,
}


def read(section: object) -> tuple[dict[str, CarrierSettings], list[str]]:
    problems = Problems({})
    found = read_carriers(section, INSTANCES, ("carriers",), problems)
    return dict(found), [str(problem) for problem in problems.found()]


def test_what_is_declared_is_read() -> None:
    found, wrong = read({"ups": {"names": ["UPS"], "accounts": ["A1B2C3"]}, "fedex": {"prefixes": ["99"]}})
    assert wrong == []
    assert found["ups"] == CarrierSettings(names=frozenset({"UPS"}), accounts=frozenset({"A1B2C3"}))
    assert found["fedex"].prefixes == ("99",)


def test_nothing_needs_to_be_declared() -> None:
    assert read(None) == ({}, [])


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"usp": {"names": ["UPS"]}}, "carriers.usp: 'usp' is not a configured instance; did you mean 'ups'"),
        ({"wms": {"names": ["UPS"]}}, "carriers.wms: 'wms' (wms) offers no tracking"),
        ({"ups": {"name": ["UPS"]}}, "carriers.ups.name: 'name' is not a key"),
        ({"ups": {}}, "carriers.ups: says nothing"),
        ({"ups": {"names": [" "]}}, "carriers.ups: has an empty name"),
        ({"ups": {"names": "UPS"}}, "carriers.ups.names: "),
        (
            {"ups": {"accounts": ["1"]}, "fedex": {"prefixes": ["1"]}},
            "carriers.fedex: '1' is declared for 'ups' already",
        ),
    ],
)
def test_each_mistake_is_told_at_its_place(section: object, said: str) -> None:
    _, wrong = read(section)
    assert len(wrong) == 1
    assert wrong[0].startswith(said)

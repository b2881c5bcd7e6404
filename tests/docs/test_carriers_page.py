"""The page about carriers says what becomes of every word of the SDK and of every code that it knows."""

from collections.abc import Mapping

import msgspec
import pytest
import yaml

from adapters.carrier_karrio.carriers import CARRIERS
from adapters.carrier_karrio.mapping.vocabulary import CODE_BY_REASON, CODE_OF
from adapters.carrier_karrio.page import accounts, codes, words
from adapters.carrier_karrio.sdk.installed import carriers
from adapters.carrier_karrio.sdk.loading import load
from adapters.carrier_karrio.sdk.words import REASONS, STATUSES, Tables, tables_of
from adapters.carrier_karrio.settings import CarrierKarrioSettings
from domain.milestones import MilestoneCode
from gateway.cli import main
from tests.adapters.carrier_karrio.with_sdk import SAMPLES, SEVEN
from tests.docs.pages import block, text

PAGE = text("docs/carriers.md")

has_sdk = pytest.mark.skipif(
    not set(SEVEN) <= set(carriers()), reason="needs the karrio SDK: make test-karrio"
)
each_carrier = pytest.mark.parametrize("carrier", SEVEN)


def tables(carrier: str) -> Tables:
    """The carrier's codes: the SDK's own, or else those that were recorded of it."""
    if carrier in carriers():
        return tables_of(load(carrier).codes)
    if not SAMPLES.is_dir():
        pytest.skip("needs the karrio SDK, or its tables beside the repository (../shared/samples/karrio)")
    told: Mapping[str, Tables] = msgspec.json.decode((SAMPLES / "STATUS_MAPS.json").read_bytes())
    return told[carrier]


def test_the_page_has_the_seven() -> None:
    assert tuple(CARRIERS) == SEVEN


@pytest.mark.parametrize("part", [accounts(), words()])
def test_what_all_carriers_share_is_on_the_page(part: str) -> None:
    assert part in PAGE


@each_carrier
def test_a_carrier_s_codes_are_on_the_page(carrier: str) -> None:
    expected = codes(carrier, tables(carrier))
    assert expected in PAGE, "put the output of `ordergraph adapters --carriers` into docs/carriers.md"


@each_carrier
def test_every_code_has_a_milestone_and_every_unknown_a_reason(carrier: str) -> None:
    rows = [line.strip("| ").split(" |") for line in codes(carrier, tables(carrier)).splitlines()[4:]]
    told = {code for first, *_ in rows for code in first.split("` `")}
    listed = {
        code or "(empty)" for table in tables(carrier).values() for some in table.values() for code in some
    }
    assert listed <= {code.strip("`") for code in told}
    milestones = {row[2].strip() for row in rows}
    assert milestones <= {*MilestoneCode, "that of the event"}
    assert [row for row in rows if row[2].strip() == "UNKNOWN" and not row[-1].strip()] == []


@has_sdk
@each_carrier
def test_every_word_of_a_carrier_is_one_of_ours(carrier: str) -> None:
    told = tables(carrier)
    assert set(told[STATUSES]) <= set(CODE_OF)
    assert set(told.get(REASONS, {})) <= set(CODE_BY_REASON)


@has_sdk
def test_every_word_of_the_sdk_is_one_of_ours() -> None:
    load("ups")
    from karrio.core import units  # noqa: PLC0415 - only where it is installed

    assert set(units.TrackingStatus.__members__) == set(CODE_OF)
    assert set(units.TrackingIncidentReason.__members__) <= set(CODE_BY_REASON)


@has_sdk
def test_the_command_prints_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["adapters", "--carriers"])
    assert left.value.code == 0
    assert capsys.readouterr().out in PAGE


@pytest.mark.skipif(bool(carriers()), reason="the karrio SDK is installed")
def test_without_the_sdk_the_command_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["adapters", "--carriers"])
    assert left.value.code == 2
    assert 'pip install "ordergraph[karrio]"' in capsys.readouterr().err


def test_its_example_is_an_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.carrier_karrio.sdk.installed.carriers", lambda: list(SEVEN))
    (given,) = yaml.safe_load(block("docs/carriers.md", "yaml"))["instances"].values()
    assert given.pop("adapter") == "carrier_karrio"
    assert CarrierKarrioSettings.model_validate(given).carrier == "ups"

"""Grants as people write them: the forms of each shape, and what is refused in which words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.partners import Lane, RowScope, Scope, field_fingerprint
from domain.quota import Quota
from domain.registry.records import Partner, PartnerStatus, Subject
from domain.shapes.words import (
    AS_IT_IS,
    Band,
    Capped,
    Exact,
    FieldShape,
    PersonalShape,
    QuantityShape,
    TimeShape,
    YesNo,
)
from gateway.settings.grants import GrantSettings, PartnerSettings
from gateway.settings.reading.checking import checked
from gateway.settings.reading.problems import Problems

SCOPES = {"scopes": ["availability:read"]}


def grant_settings(**more: object) -> GrantSettings:
    return GrantSettings.model_validate(SCOPES | more)


def complaints(**more: object) -> list[str]:
    problems = Problems({})
    assert checked(PartnerSettings, SCOPES | more, ("acme",), problems) is None
    return [problem.public for problem in problems.found()]


def test_a_grant_of_scopes_alone_leaves_every_row_open_and_shows_values_as_they_are() -> None:
    grant = grant_settings().grant()
    assert grant.scopes == {Scope.AVAILABILITY_READ}
    assert (grant.rows, grant.shapes, grant.audited) == (RowScope(), AS_IT_IS, False)


def test_rows_are_those_that_are_named() -> None:
    rows = grant_settings(customers=["C-1", "C-2"], channels=[]).grant().rows
    assert rows == RowScope(customers=frozenset({"C-1", "C-2"}), channels=frozenset())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("exact", Exact()),
        ("yes_no", YesNo()),
        ("band", Band()),
        ({"capped": 10}, Capped(at=Decimal(10))),
        ({"capped": "2.50", "low": 0.5}, Capped(at=Decimal("2.5"), low=Decimal("0.5"))),
        ({"band": 3}, Band(low=Decimal(3))),
        ({"exact": True, "low": 7}, Exact(low=Decimal(7))),
    ],
)
def test_a_quantity_has_its_forms(written: object, meant: QuantityShape) -> None:
    assert grant_settings(quantity=written).grant().shapes.quantity == meant


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("some", "should be exact, yes_no, band, {capped: 10} or {band: 5}"),
        ({"capped": 10, "band": 5}, "should be exact, yes_no, band, {capped: 10} or {band: 5}"),
        ({"band": 5, "low": 5}, "should be exact, yes_no, band, {capped: 10} or {band: 5}"),
        ({"low": 5}, "should be exact, yes_no, band, {capped: 10} or {band: 5}"),
        ({"exact": False}, "should be exact, yes_no, band, {capped: 10} or {band: 5}"),
        (10, "should be exact, yes_no, band, {capped: 10} or {band: 5}"),
        (None, "should be exact, yes_no, band, {capped: 10} or {band: 5}"),
        ({"capped": "ten"}, "capped should be a number"),
        ({"capped": True}, "capped should be a number"),
        ({"capped": "NaN"}, "capped should be from 0 to 1000000000"),
        ({"band": -1}, "band should be from 0 to 1000000000"),
        ({"capped": 10, "low": []}, "low should be a number"),
    ],
)
def test_a_quantity_that_is_no_form_is_told(written: object, message: str) -> None:
    assert complaints(quantity=written) == [f"acme.quantity: {message}"]


@given(number=st.decimals(min_value=0, max_value=1_000_000_000, places=3))
def test_a_number_has_one_fingerprint_however_it_is_written(number: Decimal) -> None:
    written = [str(number), f"{number}0", number]
    assert len({field_fingerprint(grant_settings(quantity={"capped": one}).grant()) for one in written}) == 1


def test_fields_have_shapes_of_their_own_in_the_order_of_the_alphabet() -> None:
    grant = grant_settings(
        personal="masked",
        time="date",
        fields={"StockPosition.sellable": {"quantity": "exact"}, "Order.placedAt": {"time": "exact"}},
    ).grant()
    assert (grant.shapes.personal, grant.shapes.time) == (PersonalShape.MASKED, TimeShape.DATE)
    assert grant.shapes.fields == (
        FieldShape(field="Order.placedAt", time=TimeShape.EXACT),
        FieldShape(field="StockPosition.sellable", quantity=Exact()),
    )


def test_a_partner_has_lane_weight_and_quota() -> None:
    subjects = frozenset({Subject("staff", "acme-portal")})
    settings = PartnerSettings.model_validate(
        SCOPES | {"title": "Acme Inc.", "lane": "PARTNER_BULK", "weight": 3, "quota": {"points": 500}}
    )
    assert settings.named("acme", subjects, PartnerStatus.SUSPENDED) == Partner(
        name="acme",
        grant=settings.grant(),
        title="Acme Inc.",
        status=PartnerStatus.SUSPENDED,
        lane=Lane.PARTNER_BULK,
        weight=3,
        quota=Quota(points=500, window=timedelta(minutes=1), concurrency=50),
        subjects=subjects,
    )


def test_without_a_quota_nothing_is_counted() -> None:
    assert PartnerSettings.model_validate(SCOPES).named("acme").quota is None


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"fields": {"sellable": {"time": "date"}}}, "acme.fields.sellable"),
        ({"fields": {"Order.placedAt": {"times": "date"}}}, "acme.fields.Order.placedAt.times"),
        ({"personal": "some"}, "acme.personal"),
        ({"quota": {"window": "PT1M"}}, "acme.quota.points"),
        ({"quota": {"points": 0}}, "acme.quota.points"),
        ({"quota": {"points": 1, "window": "PT0S"}}, "acme.quota.window"),
        ({"customers": [""]}, "acme.customers[0]"),
        ({"audit": True}, "acme.audit"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(more: dict[str, object], place: str) -> None:
    (found,) = complaints(**more)
    assert found.partition(": ")[0] == place

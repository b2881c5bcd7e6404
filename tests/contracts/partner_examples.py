"""Partners and keys for the contracts, by hand and by chance."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from domain.partners import Grant, Lane, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import ApiKey, Partner, PartnerStatus, Subject
from domain.shapes.words import (
    Band,
    Capped,
    Exact,
    FieldShape,
    PersonalShape,
    QuantityShape,
    Shapes,
    TimeShape,
    YesNo,
)
from tests.doubles.clock import START

ORDERS = Grant(scopes=frozenset({Scope.ORDERS_READ}), rows=RowScope(customers=frozenset({"C-1"})))
TOKEN = Subject("corp", "acme-portal")


def partner(name: str = "acme", *subjects: Subject, title: str = "", grant: Grant = ORDERS) -> Partner:
    return Partner(name=name, title=title, grant=grant, subjects=frozenset(subjects))


def key(prefix: str = "og_1", owner: str = "acme", minutes: int = 0) -> ApiKey:
    return ApiKey(
        prefix=prefix,
        partner=owner,
        digest=f"\0\xff{prefix}".encode("latin-1"),
        created_at=START + timedelta(minutes=minutes),
        label="nightly export",
    )


_texts = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12)
_numbers = st.decimals(0, 1_000_000, places=3) | st.integers(0, 9).map(Decimal)
_quantities: st.SearchStrategy[QuantityShape] = st.one_of(
    st.builds(Exact, _numbers),
    st.builds(Capped, _numbers, _numbers),
    st.builds(Band, _numbers),
    st.builds(YesNo),
)
_personal, _time = st.sampled_from(PersonalShape), st.sampled_from(TimeShape)
_sets = st.none() | st.frozensets(_texts, max_size=4)
_rows = st.builds(RowScope, customers=_sets, channels=_sets, locations=_sets, suppliers=_sets, carriers=_sets)
_field_shapes = st.lists(
    st.builds(
        FieldShape,
        field=_texts,
        quantity=st.none() | _quantities,
        personal=st.none() | _personal,
        time=st.none() | _time,
    ),
    max_size=3,
    unique_by=lambda shape: shape.field,
).map(lambda shapes: tuple(sorted(shapes, key=lambda shape: shape.field)))
_shapes = st.builds(Shapes, quantity=_quantities, personal=_personal, time=_time, fields=_field_shapes)
_counts = st.integers(1, 1_000_000_000)
_quotas = st.builds(
    Quota,
    points=_counts,
    concurrency=_counts,
    window=st.timedeltas(timedelta(microseconds=1), timedelta(days=366)),
)
_grants = st.builds(
    Grant, scopes=st.frozensets(st.sampled_from(Scope)), rows=_rows, shapes=_shapes, audited=st.booleans()
)
_names = st.text("ab0._-", max_size=20).map(lambda text: f"p{text}")


def partners(
    names: st.SearchStrategy[str] = _names, grants: st.SearchStrategy[Grant] = _grants
) -> st.SearchStrategy[Partner]:
    """Every partner that can be kept. Subjects are named after it, so that no two have the same."""
    return st.builds(
        Partner,
        name=names,
        grant=grants,
        title=st.just("") | _texts,
        status=st.sampled_from(PartnerStatus),
        lane=st.sampled_from(Lane),
        weight=_counts,
        quota=st.none() | _quotas,
        subjects=st.frozensets(st.builds(Subject, _texts, _texts), max_size=3),
    ).map(_with_own_subjects)


def _with_own_subjects(partner: Partner) -> Partner:
    own = frozenset(Subject(one.issuer, f"{partner.name}/{one.value}") for one in partner.subjects)
    return Partner(**{name: getattr(partner, name) for name in partner.__struct_fields__} | {"subjects": own})

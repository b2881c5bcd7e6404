"""What of a grant is to be another: the options of `ordergraph partner grant`, put together."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from msgspec.structs import replace

from domain.errors import BadInput
from domain.partners import Grant, Lane, Scope
from domain.quota import Quota
from domain.registry.records import Partner
from domain.shapes.words import PersonalShape, QuantityShape, TimeShape

_WINDOW = timedelta(minutes=1)
_CONCURRENCY = 50


class Sort(StrEnum):
    """Sorts of rows."""

    CUSTOMERS = "customers"
    CHANNELS = "channels"
    LOCATIONS = "locations"
    SUPPLIERS = "suppliers"
    CARRIERS = "carriers"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedQuota:
    """points, window, concurrency: None for as it is, or as usual where there is no quota yet."""

    points: int | None = None
    window: timedelta | None = None
    concurrency: int | None = None
    none: bool = False

    def __bool__(self) -> bool:
        return self.none or (self.points, self.window, self.concurrency) != (None, None, None)

    def altered(self, found: Quota | None) -> Quota | None:
        """The quota then. Raises BadInput where nobody said of how many points."""
        if self.none:
            return None
        points = self.points if found is None or self.points is not None else found.points
        if points is None:
            raise BadInput("of how many points? There is none yet", field="points")
        return Quota(
            points=points,
            window=self.window or (found.window if found else _WINDOW),
            concurrency=self.concurrency or (found.concurrency if found else _CONCURRENCY),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Each part takes the place of what there is. None: that stays. rows: by their sort; None there: any."""

    scopes: frozenset[Scope] | None = None
    rows: Mapping[str, frozenset[str] | None] | None = None
    quantity: QuantityShape | None = None
    personal: PersonalShape | None = None
    time: TimeShape | None = None
    audited: bool | None = None
    lane: Lane | None = None
    weight: int | None = None
    quota: WantedQuota | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) is not None for one in fields(self))

    def altered(self, found: Partner) -> Partner:
        """The partner with it. Raises BadInput."""
        return replace(
            found,
            grant=self._grant(found.grant),
            lane=self.lane or found.lane,
            weight=found.weight if self.weight is None else self.weight,
            quota=found.quota if self.quota is None else self.quota.altered(found.quota),
        )

    def _grant(self, found: Grant) -> Grant:
        shapes = replace(
            found.shapes,
            quantity=self.quantity or found.shapes.quantity,
            personal=self.personal or found.shapes.personal,
            time=self.time or found.shapes.time,
        )
        return Grant(
            scopes=found.scopes if self.scopes is None else self.scopes,
            rows=replace(found.rows, **(self.rows or {})),
            shapes=shapes,
            audited=found.audited if self.audited is None else self.audited,
        )

"""The words of the section `selling`, as they stand in the file."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from gateway.settings.reading.checking import SECTION

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^/@\s]+$")]
Code = Annotated[str, Field(min_length=1)]
Codes = frozenset[Code]
Units = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=6)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Span = Annotated[timedelta, Field(ge=timedelta(0), le=timedelta(days=730))]
Kind = Literal["PURCHASE_ORDER", "ASN", "TRANSFER"]


class PoolUseSection(BaseModel):
    """A pool that a channel sells from, and for where."""

    model_config = SECTION

    pool: Name
    destinations: tuple[Code, ...] = ()


class ChannelSection(BaseModel):
    """One channel."""

    model_config = SECTION

    pools: tuple[PoolUseSection, ...] = ()


class SafetySection(BaseModel):
    """What must stay at a location."""

    model_config = SECTION

    channels: Codes = frozenset()
    at: Codes = frozenset()
    skus: Codes = frozenset()
    units: Units = Decimal(0)
    percent: Percent = Decimal(0)
    days: Annotated[Decimal, Field(ge=0, le=365)] = Decimal(0)


class ReserveSection(BaseModel):
    """What is kept for some."""

    model_config = SECTION

    pool: str = ""
    units: Units
    channels: Codes = frozenset()
    customers: Codes = frozenset()
    skus: Codes = frozenset()
    priority: int = Field(default=100, ge=0, le=1000)


class ShareSection(BaseModel):
    """The most that a channel holds of a pool."""

    model_config = SECTION

    channel: Code
    pool: str = ""
    percent: Percent
    skus: Codes = frozenset()


class StaleSection(BaseModel):
    """What is not promised of a position without news."""

    model_config = SECTION

    after: Span
    at: Codes = frozenset()
    units: Units = Decimal(0)
    percent: Percent = Decimal(0)
    nothing_after: Span | None = None


class SupplySection(BaseModel):
    """How far supply is counted on."""

    model_config = SECTION

    kinds: frozenset[Kind] = frozenset()
    channels: Codes = frozenset()
    skus: Codes = frozenset()
    confidence: Percent = Decimal(100)
    lead: Span = timedelta(0)
    horizon: Span | None = None
    overdue: Span | None = None


class LaneSection(BaseModel):
    """How long transfers take."""

    model_config = SECTION

    origins: Codes = frozenset()
    at: Codes = frozenset()
    takes: Span


class BackorderSection(BaseModel):
    """What is sold beyond what there is."""

    model_config = SECTION

    units: Units
    lead: Span
    channels: Codes = frozenset()
    skus: Codes = frozenset()


class PreorderSection(BaseModel):
    """What is sold before its release."""

    model_config = SECTION

    units: Units
    release_at: AwareDatetime
    skus: Codes = Field(min_length=1)
    channels: Codes = frozenset()


class ExclusionSection(BaseModel):
    """What is not sold to some."""

    model_config = SECTION

    skus: Codes = Field(min_length=1)
    channels: Codes = frozenset()
    customers: Codes = frozenset()


class KitsSection(BaseModel):
    """How kits are put together."""

    model_config = SECTION

    from_many_locations: bool = False


class SellingSection(BaseModel):
    """All of it."""

    model_config = SECTION

    pools: dict[Name, Annotated[tuple[Code, ...], Field(min_length=1)]] = Field(default_factory=dict)
    channels: dict[Name, ChannelSection] = Field(default_factory=dict)
    safety: tuple[SafetySection, ...] = ()
    daily: str = ""
    reserves: dict[Name, ReserveSection] = Field(default_factory=dict)
    shares: tuple[ShareSection, ...] = ()
    stale: tuple[StaleSection, ...] = ()
    supply: tuple[SupplySection, ...] = ()
    lanes: tuple[LaneSection, ...] = ()
    backorders: tuple[BackorderSection, ...] = ()
    preorders: tuple[PreorderSection, ...] = ()
    exclude: tuple[ExclusionSection, ...] = ()
    kits: KitsSection = Field(default_factory=KitsSection)

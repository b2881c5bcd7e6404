"""The port to the registry of partners as the graph administers it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.partners import Grant, Lane, Principal
from domain.ports.reading import Bound, Port
from domain.quota import Quota
from domain.registry.records import ApiKey, Partner, PartnerChange


class AuditPart(NamedTuple):
    """The last lines of a partner's audit. most: how many."""

    partner: str
    most: int


PARTNER_KEYS: Port[str, Sequence[ApiKey]] = Port("partner_keys")
"""The keys of a partner by its name, the newest first."""

PARTNER_CHANGES: Port[AuditPart, Sequence[PartnerChange]] = Port("partner_changes")
"""What was done to a partner, the latest first."""


class MadeKey(NamedTuple):
    """A key that was just made. text: the whole of it, which nobody can show again."""

    text: str
    key: ApiKey


class PartnerOffice(Protocol):
    """Partners, as far as the graph administers them.

    What changes something raises NotGranted for a principal that may not, and BadInput, naming the field. All
    of it raises StoreUnavailable.
    """

    async def partners(self) -> Sequence[Partner]:
        """Every partner, by name."""
        ...

    async def partner(self, name: str) -> Partner | None: ...

    async def changes(self, name: str | None, limit: int) -> Sequence[PartnerChange]:
        """The audit of one partner, or of all, the latest first."""
        ...

    def bound(self) -> Sequence[Bound]:
        """PARTNER_KEYS and PARTNER_CHANGES, which hold for partners that the asker was shown."""
        ...

    async def add(self, partner: Partner, by: Principal) -> Partner: ...

    async def set_grant(  # noqa: PLR0913 - all that a grant is
        self,
        name: str,
        grant: Grant,
        by: Principal,
        *,
        lane: Lane | None = None,
        weight: int | None = None,
        quota: Quota | None = None,
    ) -> Partner:
        """Give a partner these rights in the place of those that it has. None: that stays as it is."""
        ...

    async def suspend(self, name: str, by: Principal) -> Partner: ...

    async def resume(self, name: str, by: Principal) -> Partner: ...

    async def remove(self, name: str, by: Principal) -> Partner: ...

    async def make_key(
        self, name: str, label: str, expires_at: datetime | None, by: Principal
    ) -> MadeKey: ...

    async def revoke_key(self, prefix: str, by: Principal) -> ApiKey: ...

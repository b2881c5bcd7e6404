"""API keys, made and revoked by command or by mutation: the same steps, the same refusals."""

from collections.abc import Callable
from datetime import datetime

from domain.errors import BadInput, StoreUnavailable
from domain.ports.cache import PartnersChanged, Signal
from domain.ports.partner_office import MadeKey
from domain.ports.partners import PartnerRegistry
from domain.ports.state import Clock
from domain.registry.records import ApiKey
from gateway.identity.api_keys import NewKey, new_key, prefix_of
from gateway.partners.changing import checked_who

_ATTEMPTS = 3
_SHOWN = 11


class KeyChanges:
    """Makes and revokes keys. Every method raises BadInput, naming the field, and StoreUnavailable.

    hashed: what is kept of a key's text, which is its digest under the secret of all processes. draw: where
    keys come from.
    """

    def __init__(
        self,
        registry: PartnerRegistry,
        signal: Signal,
        clock: Clock,
        hashed: Callable[[str], bytes],
        *,
        draw: Callable[[], NewKey] = new_key,
    ) -> None:
        self._registry = registry
        self._signal = signal
        self._clock = clock
        self._hashed = hashed
        self._draw = draw

    async def make(
        self, partner: str, *, who: str, label: str = "", expires_at: datetime | None = None
    ) -> MadeKey:
        """A new key of a partner's, beside those that it has. expires_at: None for a key that does not."""
        for _ in range(_ATTEMPTS):
            made = self._draw()
            key = ApiKey(
                prefix=made.prefix,
                partner=partner,
                digest=self._hashed(made.text),
                created_at=self._clock.now(),
                label=label,
                expires_at=expires_at,
            )
            if await self._is_kept(key, checked_who(who)):
                return MadeKey(made.text, key)
        raise StoreUnavailable("no prefix is free for a key", cause=f"{_ATTEMPTS} were taken")

    async def revoke(self, prefix: str, *, who: str) -> ApiKey:
        """End the key that begins so. The whole of it is taken too, for whoever found one lying about."""
        now = self._clock.now()
        key = await self._registry.revoke_key(prefix_of(prefix) or prefix, who=checked_who(who), now=now)
        if key is None:
            raise BadInput(f"no key begins with {prefix[:_SHOWN]!r}", field="prefix")
        await self._signal.tell(PartnersChanged())
        return key

    async def _is_kept(self, key: ApiKey, who: str) -> bool:
        """Keep it; False where another key happens to begin so."""
        try:
            await self._registry.add_key(key, who=who, now=key.created_at)
        except BadInput as error:
            if error.field == "prefix":
                return False
            raise
        await self._signal.tell(PartnersChanged())
        return True

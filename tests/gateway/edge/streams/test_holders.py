"""Who is looked at again, when, and what that leads to."""

import asyncio
from datetime import timedelta

from msgspec.structs import replace

from domain.partners import Principal
from domain.registry.records import PartnerStatus
from gateway.edge.streams.holders import Holders, Pass
from gateway.identity.credentials import Token
from gateway.live.words import End
from tests.doubles.clock import SettableClock
from tests.doubles.partners import InMemoryPartners, PartnersAtHand
from tests.gateway.identity.issuing import SHOP, Issuer, authenticator, ec_key, token

_TURNS = 50
PERIOD = 240


class Somebody:
    """Implements `Holder`: remembers what it was told."""

    def __init__(self, held: Pass) -> None:
        self.held = held
        self.told: list[Principal | End] = []

    def granted(self, principal: Principal) -> None:
        self.held.principal = principal
        self.told.append(principal)

    def end(self, end: End) -> None:
        self.told.append(end)


class Scene:
    """One holder of a token that holds for five minutes."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.key = ec_key("a")
        self.issuer = Issuer(self.key)
        self.partners = InMemoryPartners(SHOP)
        self.authenticator = authenticator(self.issuer, self.clock, PartnersAtHand(self.partners))
        self.holders = Holders(self.authenticator)

    async def somebody(self) -> Somebody:
        shown = Token(token(self.key, self.clock).encode())
        principal = await self.authenticator.principal(shown)
        holder = Somebody(Pass(shown, principal, self.authenticator.expires(shown)))
        self.holders.add(holder)
        return holder

    async def changed(self, status: PartnerStatus, weight: int = 1) -> None:
        await self.partners.put(replace(SHOP, status=status, weight=weight), who="test", now=self.clock.now())

    async def looked(self, times: int = 1) -> None:
        for _ in range(times):
            self.holders.look()
        for _ in range(_TURNS):
            await asyncio.sleep(0)


async def test_while_nothing_changes_nobody_is_told_anything() -> None:
    scene = Scene()
    holder = await scene.somebody()
    await scene.looked(PERIOD)
    assert holder.told == []


async def test_a_change_of_the_partner_is_told_once() -> None:
    scene = Scene()
    holder = await scene.somebody()
    await scene.changed(PartnerStatus.ACTIVE, weight=5)
    await scene.looked(2)
    assert [each.weight for each in holder.told if isinstance(each, Principal)] == [5]


async def test_a_suspension_ends_what_is_open_and_a_holder_that_left_is_not_looked_at() -> None:
    scene = Scene()
    holder, gone = await scene.somebody(), await scene.somebody()
    assert scene.holders.of("storefront") == 2
    scene.holders.take_out(gone)
    scene.holders.take_out(gone)
    assert scene.holders.of("storefront") == 1
    await scene.changed(PartnerStatus.SUSPENDED)
    await scene.looked()
    assert (holder.told, gone.told) == ([End.SUSPENDED], [])


async def test_a_token_ends_when_its_time_is_over() -> None:
    scene = Scene()
    holder = await scene.somebody()
    scene.clock.advance(timedelta(minutes=4))
    await scene.looked()
    assert holder.told == []
    scene.clock.advance(timedelta(minutes=2))
    await scene.looked()
    assert holder.told[:1] == [End.EXPIRED]


async def test_a_shorter_token_in_the_place_of_a_longer_one_ends_in_its_time() -> None:
    scene = Scene()
    holder = await scene.somebody()
    await scene.looked()
    holder.held = Pass(holder.held.shown, holder.held.principal, scene.authenticator.now() + 60)
    scene.holders.renewed(holder)
    scene.clock.advance(timedelta(minutes=6))
    await scene.looked()
    assert holder.told[:1] == [End.EXPIRED]


async def test_a_token_that_was_forgotten_here_is_verified_again() -> None:
    scene = Scene()
    holder = await scene.somebody()
    scene.authenticator._tokens._verified.clear()
    await scene.looked(PERIOD)
    assert holder.told == []
    assert scene.authenticator.peek(holder.held.shown) == holder.held.principal


async def test_a_stop_is_told_to_everybody() -> None:
    scene = Scene()
    holder = await scene.somebody()
    scene.holders.leave()
    assert holder.told == [End.LEAVING]
    assert scene.holders.leaving

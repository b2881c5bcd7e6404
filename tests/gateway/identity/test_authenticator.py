"""From credentials to partners as they are at that moment: keys, nobody, the suspended, and the narrowed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.errors import Suspended, Unauthenticated
from domain.partners import Grant, Scope
from domain.registry.records import ANONYMOUS, ApiKey, Partner, PartnerStatus, Subject, principal_of
from gateway.identity.api_keys import digest, new_key
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import Key, Token
from tests.doubles.clock import SettableClock
from tests.doubles.partners import InMemoryPartners, PartnersAtHand
from tests.gateway.identity.issuing import KEY_SECRET, SHOP, Issuer, authenticator, ec_key, token, tokens

SIGNING = ec_key("a")
PUBLIC = Partner(name=ANONYMOUS, grant=Grant(scopes=frozenset({Scope.AVAILABILITY_READ})))


class House:
    """A registry, the directory over it, and an authenticator that looks there."""

    def __init__(self, *partners: Partner) -> None:
        self.clock = SettableClock()
        self.registry = InMemoryPartners(*partners)
        self.directory = PartnersAtHand(self.registry)
        self.ours = authenticator(Issuer(SIGNING), self.clock, self.directory)
        self.token = Token(token(SIGNING, self.clock).encode())

    async def put(self, partner: Partner) -> None:
        await self.registry.put(partner, who="mira", now=self.clock.now())

    async def key(self, lives: timedelta | None = None) -> Key:
        made, now = new_key(), self.clock.now()
        kept = ApiKey(
            prefix=made.prefix,
            partner=SHOP.name,
            digest=digest(KEY_SECRET, made.text),
            created_at=now,
            expires_at=None if lives is None else now + lives,
        )
        await self.registry.add_key(kept, who="mira", now=now)
        return Key(made.text)

    async def refused(self, shown: Key | Token | None) -> str:
        with pytest.raises(Unauthenticated) as caught:
            await self.ours.principal(shown)
        return caught.value.public


async def test_a_key_stands_for_the_partner_it_was_made_for_and_its_use_is_noted() -> None:
    house = House(SHOP)
    key = await house.key()
    assert house.ours.peek(key) == await house.ours.principal(key) == principal_of(SHOP)
    assert house.directory.noted == {key.text[:11]: house.clock.now()}


async def test_several_keys_live_at_a_time() -> None:
    house = House(SHOP)
    first, second = await house.key(), await house.key()
    assert await house.ours.principal(first) == await house.ours.principal(second)


async def test_a_key_ends_with_its_time_or_when_it_is_revoked() -> None:
    house = House(SHOP)
    short, long = await house.key(timedelta(days=1)), await house.key()
    house.clock.advance(timedelta(days=1))
    assert await house.refused(short) == "The API key has expired"
    await house.registry.revoke_key(long.text[:11], who="mira", now=house.clock.now())
    assert await house.refused(long) == "The API key was revoked"


async def test_of_a_wrong_key_nothing_is_said_but_that_it_is_not_known() -> None:
    house = House(SHOP)
    key = await house.key()
    await house.registry.revoke_key((await house.key()).text[:11], who="mira", now=house.clock.now())
    wrong = [
        Key(new_key().text),
        Key("og_"),
        Key(key.text[:-1] + ("a" if key.text[-1] != "a" else "b")),
        Key(key.text[:11] + new_key().text[11:]),
        Key(key.text.upper()),
    ]
    assert {await house.refused(one) for one in wrong} == {"The API key is not known"}
    assert house.directory.noted == {}


async def test_keys_hold_under_the_secret_that_they_were_made_with() -> None:
    house = House(SHOP)
    key = await house.key()
    other = Authenticator(
        tokens(Issuer(SIGNING), house.clock), house.directory, house.clock, key_secret=b"another secret"
    )
    with pytest.raises(Unauthenticated, match="not known"):
        await other.principal(key)


async def test_nobody_is_known_by_no_credential_unless_such_a_partner_is_registered() -> None:
    house = House(SHOP)
    assert (await house.refused(None)).startswith("Send a token of the issuer or an API key")
    await house.put(PUBLIC)
    assert await house.ours.principal(None) == principal_of(PUBLIC)
    await house.put(replace(PUBLIC, status=PartnerStatus.SUSPENDED))
    assert (await house.refused(None)).startswith("Send a token of the issuer or an API key")


async def test_a_credential_that_does_not_hold_is_not_taken_for_nobody() -> None:
    house = House(SHOP, PUBLIC)
    assert await house.refused(Key(new_key().text)) == "The API key is not known"
    assert await house.refused(Token(b"a.b.c")) == "The token can't be read or its key is not known"


async def test_a_suspended_partner_gets_nothing_whatever_it_shows() -> None:
    house = House(SHOP)
    key = await house.key()
    for shown in (key, house.token):
        assert await house.ours.principal(shown) == principal_of(SHOP)
    await house.put(replace(SHOP, status=PartnerStatus.SUSPENDED))
    for shown in (key, house.token):
        with pytest.raises(Suspended) as caught:
            await house.ours.principal(shown)
        assert (caught.value.public, caught.value.cause) == ("The partner is suspended", "storefront")
    await house.put(SHOP)
    assert await house.ours.principal(house.token) == principal_of(SHOP)


async def test_a_grant_is_the_one_of_this_moment_though_the_token_was_verified_before() -> None:
    house = House(SHOP)
    assert await house.ours.principal(house.token) == principal_of(SHOP)
    narrowed = replace(SHOP, grant=Grant(scopes=frozenset()))
    await house.put(narrowed)
    assert house.ours.peek(house.token) == principal_of(narrowed)


async def test_a_subject_that_went_to_another_partner_is_that_partner() -> None:
    house = House(SHOP)
    await house.ours.principal(house.token)
    await house.put(replace(SHOP, subjects=frozenset()))
    assert await house.refused(house.token) == "The token is valid, but its subject is not known here"
    taken = replace(SHOP, name="globex", subjects=SHOP.subjects)
    await house.put(taken)
    assert await house.ours.principal(house.token) == principal_of(taken, "storefront")


async def test_of_a_subject_that_is_not_known_the_log_hears_what_an_administrator_needs() -> None:
    house = House()
    claims = {"sub": "ann.lee@acme.example.com", "azp": "acme-portal", "cid": "q9Xk@clients"}
    with pytest.raises(Unauthenticated) as caught:
        await house.ours.principal(Token(token(SIGNING, house.clock, **claims).encode()))
    assert caught.value.cause == "staff: (hidden)@acme.example.com, staff: acme-portal, staff: q9Xk@clients"


async def test_a_partner_s_person_is_named_by_the_token_or_else_by_the_settings() -> None:
    house = House(
        replace(SHOP, subjects=frozenset({Subject("staff", "ann"), Subject("staff", "shop-client")}))
    )
    ann = Token(token(SIGNING, house.clock, sub="ann").encode())
    client = Token(token(SIGNING, house.clock, sub="shop-client", client_id="shop-client").encode())
    assert (await house.ours.principal(ann)).person == "ann"
    assert (await house.ours.principal(client)).person == ""
    persons = {Subject("staff", "shop-client"): "mira"}
    ours = Authenticator(
        tokens(Issuer(SIGNING), house.clock), house.directory, house.clock, key_secret=b"", persons=persons
    )
    assert (await ours.principal(client)).person == "mira"

"""Tokens that somebody made up: each is 401 before anything is read, and names nobody to believe."""

import hmac
import json
from collections.abc import Callable

import httpx
import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.gateway.edge.serving import Served
from tests.gateway.identity.issuing import b64, claims, ec_key, signed, token

ITEM = {"query": '{ hello item(sku: "AX-1") { name } }'}
PUBLISHED = ["/realm/.well-known/openid-configuration", "/realm/keys"]
ATTACKER = ec_key("a")
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
THEIRS = ATTACKER.as_dict(private=False)

Forge = Callable[[Served], str]


@pytest.fixture
def served() -> Served:
    made = Served()
    made.issuer.keys.append(RSA)
    return made


async def ask(client: httpx.AsyncClient, text: str) -> httpx.Response:
    return await client.post("/graphql", json=ITEM, headers={"authorization": f"Bearer {text}"})


def header(**others: object) -> str:
    return json.dumps({"alg": "ES256", "kid": "a", "typ": "JWT"} | others)


def payload(served: Served, **others: object) -> str:
    return json.dumps(claims(served.clock, **others))


def unsigned(algorithm: str, signature: str = "") -> Forge:
    return lambda served: f"{b64(header(alg=algorithm))}.{b64(payload(served))}.{signature}"


def with_secret(secret: Callable[[ECKey], bytes], kid: str = "a") -> Forge:
    def forged(served: Served) -> str:
        text = f"{b64(header(alg='HS256', kid=kid))}.{b64(payload(served))}"
        return f"{text}.{b64(hmac.digest(secret(served.key), text.encode(), 'sha256'))}"

    return forged


def claiming(**others: object) -> Forge:
    """Signed as it should be, with other claims."""
    return lambda served: token(served.key, served.clock, **others)


def by_attacker(**others: object) -> Forge:
    """Signed by a key of the attacker's, of which the header tells."""
    return lambda served: signed(ATTACKER, header(**others), payload(served))


def headed(**others: object) -> Forge:
    """Signed as it should be, with another header."""
    return lambda served: signed(served.key, header(**others), payload(served))


def written(head: str = header(), *, more: str, **others: object) -> Forge:
    """Signed as it should be, with more text at the end of the claims."""
    return lambda served: signed(served.key, head, f"{payload(served, **others)[:-1]}, {more}}}")


def later(seconds: int) -> Callable[[Served], int]:
    return lambda served: int(served.clock.now().timestamp()) + seconds


def timed(**claims: Callable[[Served], int]) -> Forge:
    return lambda served: token(served.key, served.clock, **{name: at(served) for name, at in claims.items()})


ATTACKS: dict[str, Forge] = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE, and a signature": unsigned("NONE", b64("signature")),
    "alg empty": unsigned(""),
    "HS256 with the public key as PEM": with_secret(lambda key: key.as_pem(private=False)),
    "HS256 with the public key as DER": with_secret(lambda key: key.as_der(private=False)),
    "HS256 with the public key as JWK": with_secret(
        lambda key: json.dumps(key.as_dict(private=False)).encode()
    ),
    "HS256 with the public key of RSA": with_secret(lambda _: RSA.as_pem(private=False), "rsa"),
    "HS256 with an empty secret": with_secret(lambda _: b""),
    "RS256 with the key of ES256": lambda served: signed(RSA, header(alg="RS256"), payload(served), "RS256"),
    "an algorithm that is not allowed": lambda served: signed(
        RSA, header(alg="RS512", kid="rsa"), payload(served), "RS512"
    ),
    "no algorithm": lambda served: signed(served.key, '{"kid": "a"}', payload(served)),
    "another key under a known name": by_attacker(),
    "a key that is not known": by_attacker(kid="b"),
    "no name of a key": by_attacker(kid=None),
    "a key in the header": by_attacker(jwk=THEIRS),
    "a key in the header alone": by_attacker(jwk=THEIRS, kid=None),
    "an address of keys": by_attacker(jku="https://evil.example.com/keys"),
    "an address of certificates": by_attacker(x5u="https://evil.example.com/keys"),
    "certificates": by_attacker(x5c=["MIIB"]),
    "a path for a key's name": by_attacker(kid="../../dev/null"),
    "a signature of nothing": lambda served: token(served.key, served.clock).rpartition(".")[0] + ".",
    "a signature of zeros": lambda served: (
        token(served.key, served.clock).rpartition(".")[0] + "." + "A" * 86
    ),
    "the claims of another token": lambda served: ".".join(
        (
            b64(header()),
            b64(payload(served, sub="ops")),
            token(served.key, served.clock).rpartition(".")[2],
        )
    ),
    "another audience": claiming(aud="other"),
    "an audience that begins alike": claiming(aud="ordergraph-internal"),
    "other audiences": claiming(aud=["other", "ordergraph2"]),
    "an audience in an object": claiming(aud={"ordergraph": True}),
    "no audience": claiming(aud=None),
    "another issuer": claiming(iss="https://evil.example.com"),
    "an issuer with a slash more": claiming(iss="https://id.example.com/realm/"),
    "an issuer in a list": claiming(iss=["https://id.example.com/realm"]),
    "no issuer": claiming(iss=None),
    "expired": timed(exp=later(-31)),
    "expires never": claiming(exp=None),
    "expires at no time": claiming(exp="tomorrow"),
    "expires at true": claiming(exp=True),
    "expires at NaN": written(more='"exp": NaN', exp=None),
    "expires at infinity": written(more='"exp": 1e999', exp=None),
    "not yet valid": timed(nbf=later(31)),
    "issued in the future": timed(iat=later(31)),
    "duplicate claims": written(more='"sub": "ops"'),
    "duplicate claims, one of them escaped": written(more='"s\\u0075b": "ops"'),
    "duplicate expiry": written(more='"exp": 9999999999'),
    "duplicates deeper down": written(more='"act": {"sub": "a", "sub": "b"}'),
    "duplicate algorithms": written('{"alg": "none", "alg": "ES256", "kid": "a"}', more='"jti": "1"'),
    "claims that are a list": lambda served: signed(served.key, header(), "[]"),
    "claims that are no UTF-8": lambda served: signed(served.key, header(), b'{"iss": "\xff"}'),
    "claims without end": lambda served: signed(served.key, header(), "[" * 8_000),
    "an extension that must be understood": headed(crit=["exp"], exp=1),
    "a payload that is not encoded": headed(b64=False),
    "a token for logging out": headed(typ="logout+jwt"),
    "a token inside of one": lambda served: signed(
        served.key, header(cty="JWT"), token(served.key, served.clock)
    ),
    "five parts": lambda served: f"{token(served.key, served.clock)}.e30.e30",
    "a huge token": claiming(groups=["g" * 40] * 600),
    "a subject that is not known": claiming(sub="nobody"),
    "a subject in a list": claiming(sub=["storefront"]),
}


@pytest.mark.parametrize("forge", ATTACKS.values(), ids=ATTACKS)
async def test_a_token_that_does_not_hold_is_nobodys(
    served: Served, client: httpx.AsyncClient, forge: Forge
) -> None:
    response = await ask(client, forge(served))
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="ordergraph", error="invalid_token"'
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED", "retryable": False}
    assert "data" not in response.json()
    assert served.shelf.demands == []
    assert served.issuer.calls in ([], PUBLISHED)


@pytest.mark.parametrize(
    "honest",
    [
        claiming(),
        claiming(aud=["other", "ordergraph"]),
        timed(exp=later(-29)),
        timed(nbf=later(29), iat=later(29)),
        headed(typ="at+jwt"),
        headed(typ="application/AT+JWT"),
        headed(jku="https://evil.example.com/keys", x5t="x", nonce="n"),
        lambda served: signed(RSA, header(alg="RS256", kid="rsa"), payload(served), "RS256"),
        claiming(groups=["g" * 40] * 200),
        written(more='"exp": 1e15, "act": {"sub": "a"}', exp=None),
    ],
)
async def test_the_like_of_them_that_hold_are_answered(
    served: Served, client: httpx.AsyncClient, honest: Forge
) -> None:
    response = await ask(client, honest(served))
    assert response.status_code == 200
    assert response.json()["data"]["item"] == {"name": "Axle"}
    assert served.issuer.calls == PUBLISHED


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES384", "RS512"])
async def test_nobody_is_asked_for_the_key_of_an_algorithm_that_is_not_allowed(
    served: Served, client: httpx.AsyncClient, algorithm: str
) -> None:
    assert (await ask(client, unsigned(algorithm, "AAAA")(served))).status_code == 401
    assert served.issuer.calls == []


async def test_a_token_in_the_address_is_none(served: Served, client: httpx.AsyncClient) -> None:
    del client.headers["authorization"]
    address = {"query": "{ hello }", "access_token": served.token}
    response = await client.get("/graphql", params=address, headers={"accept": "application/json"})
    assert response.status_code == 401

"""API keys from the command line: shown once, alone, and never again."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.registry.records import ApiKey
from gateway.identity.api_keys import digest, prefix_of
from gateway.settings.identity.key_secret import KEPT_IN
from tests.gateway.cli.partners.running import Office


def made(office: Office, *options: str) -> tuple[str, ApiKey]:
    """A key of acme's: its text, and what is kept of it."""
    said = office.run("key", "add", "acme", *options)
    assert said.code == 0
    (text,) = said.out
    (kept, *_) = office.look(lambda registry: registry.keys("acme"))
    return text, kept


@pytest.fixture(autouse=True)
def acme(office: Office) -> None:
    office.done("add", "acme")


def test_a_key_stands_alone_on_stdout_and_what_is_said_of_it_elsewhere(office: Office) -> None:
    said = office.run("key", "add", "acme", "--label", "nightly export")
    (text,) = said.out
    prefix = prefix_of(text)
    assert prefix is not None
    assert said.err.startswith(
        f"A new key of acme, which is shown this once: {prefix}. It does not expire.\n"
    )
    assert text not in said.err


def test_only_a_digest_under_the_secret_is_kept(office: Office) -> None:
    text, kept = made(office, "--label", "nightly export")
    secret = (office.place / KEPT_IN).read_bytes()
    assert (kept.digest, kept.label, kept.expires_at) == (digest(secret, text), "nightly export", None)
    assert text.encode() not in office.database.read_bytes()
    for shown in (("show", "acme"), ("key", "list"), ("audit",), ("audit", "--json")):
        said = " ".join(office.done(*shown))
        assert kept.prefix in said
        assert text[len(kept.prefix) + 1 :] not in said
        assert kept.digest.hex() not in said


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2096-01-31", datetime(2096, 2, 1, tzinfo=UTC)),
        ("2096-01-31T12:00:00+02:00", datetime(2096, 1, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_key_may_have_a_last_day(office: Office, written: str, meant: datetime) -> None:
    assert made(office, "--expires", written)[1].expires_at == meant


def test_a_key_may_hold_for_so_long(office: Office) -> None:
    kept = made(office, "--expires", "P90D")[1]
    assert kept.expires_at is not None
    assert timedelta(days=90) - timedelta(minutes=1) < kept.expires_at - kept.created_at <= timedelta(days=90)


def test_what_is_over_already_is_refused(office: Office) -> None:
    said = office.run("key", "add", "acme", "--expires", "2020-01-31")
    assert (said.code, said.out) == (1, [])
    assert said.err == "ordergraph: expires_at: lies before the key begins\n"


def test_one_key_takes_the_place_of_another(office: Office) -> None:
    assert office.done("key", "list") == ["No API keys"]
    text, old = made(office, "--label", "old")
    _, new = made(office, "--label", "new")
    assert {old.prefix, new.prefix} == {key.prefix for key in office.look(lambda registry: registry.keys())}
    said = office.done("key", "revoke", old.prefix)
    assert said == [f"{old.prefix} of acme is revoked: every process refuses it within two seconds"]
    assert office.done("key", "revoke", text) == said
    states = {
        line.split()[0]: line.split()[1:3] for line in office.done("key", "list", "acme") if "og_" in line
    }
    assert states == {new.prefix: ["live", "new"], old.prefix: ["revoked", "old"]}
    assert f"{old.prefix} acme revoked old" in " ".join(office.done("key", "list"))


def test_unknown_names_are_refused(office: Office) -> None:
    for arguments, words in (
        (("add", "bolt"), "partner: no partner has the name 'bolt'"),
        (("list", "bolt"), "name: no partner has the name 'bolt'"),
        (("revoke", "og_nothing"), "prefix: no key begins with 'og_nothing'"),
    ):
        said = office.run("key", *arguments)
        assert (said.code, said.out, said.err) == (1, [], f"ordergraph: {words}\n")


def test_a_secret_that_is_too_short_is_a_wrong_configuration(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERGRAPH_KEY_SECRET", "short")
    assert office.run("key", "add", "acme").code == 2
    assert office.done("key", "list") == ["No API keys"]

"""Declared partners, and the registry's in front of them."""

from msgspec.structs import replace

from domain.partners import Grant, Scope
from domain.ports.partners import PartnerDirectory
from domain.registry.records import ApiKey, Partner, PartnerStatus, Subject
from gateway.identity.declared import DeclaredPartners
from gateway.identity.registry_first import RegistryFirst
from tests.doubles.clock import START
from tests.doubles.partners import InMemoryPartners, PartnersAtHand

PORTAL, ERP = Subject("staff", "acme-portal"), Subject("staff", "acme-erp")
ACME = Partner(name="acme", grant=Grant(scopes=frozenset({Scope.ORDERS_READ})), subjects=frozenset({PORTAL}))
GLOBEX = Partner(name="globex", grant=Grant(scopes=frozenset()), subjects=frozenset({ERP}))


def directory(registry: InMemoryPartners, *declared: Partner) -> RegistryFirst:
    return RegistryFirst(PartnersAtHand(registry), DeclaredPartners(declared))


def test_declared_partners_are_found_by_name_and_subject() -> None:
    declared: PartnerDirectory = DeclaredPartners([ACME, GLOBEX])
    assert declared.named("acme") is declared.of_subject(PORTAL) is ACME
    assert declared.of_subject(Subject("other", "acme-portal")) is None
    assert declared.named("none") is None
    assert declared.of_key("og_abcdefgh") is None


def test_two_declared_entries_may_be_one_partner_s_each_with_its_own_grant() -> None:
    other = replace(ACME, grant=GLOBEX.grant, subjects=frozenset({ERP}))
    declared = DeclaredPartners([ACME, other])
    assert declared.of_subject(ERP) is other
    assert declared.named("acme") is ACME


def test_declared_partners_are_those_of_the_file_that_was_read_last() -> None:
    declared = DeclaredPartners([ACME])
    before = declared.revision
    declared.take([GLOBEX])
    assert declared.revision != before
    assert (declared.of_subject(PORTAL), declared.of_subject(ERP)) == (None, GLOBEX)
    assert (declared.named("acme"), declared.named("globex")) == (None, GLOBEX)


async def test_without_a_word_of_the_registry_the_declared_hold() -> None:
    both = directory(InMemoryPartners(), ACME)
    assert both.named("acme") is both.of_subject(PORTAL) is ACME


async def test_a_partner_of_the_registry_takes_the_place_of_the_declared_one_entirely() -> None:
    kept = replace(ACME, status=PartnerStatus.SUSPENDED, subjects=frozenset({ERP}))
    both = directory(InMemoryPartners(kept), ACME)
    assert both.named("acme") is both.of_subject(ERP) is kept
    assert both.of_subject(PORTAL) is None


async def test_a_subject_of_the_registry_takes_the_place_of_the_declared_one() -> None:
    kept = replace(GLOBEX, subjects=frozenset({PORTAL}))
    both = directory(InMemoryPartners(kept), ACME)
    assert both.of_subject(PORTAL) is kept
    assert both.named("acme") is ACME


async def test_keys_are_the_registry_s_and_every_change_there_is_another_revision() -> None:
    registry = InMemoryPartners()
    both = directory(registry, ACME)
    before = both.revision
    await registry.put(GLOBEX, who="mira", now=START)
    key = ApiKey(prefix="og_abcdefgh", partner="globex", digest=b"", created_at=START)
    await registry.add_key(key, who="mira", now=START)
    assert both.revision != before
    assert both.of_key("og_abcdefgh") == (key, GLOBEX)
    both.used("og_abcdefgh", START)
    assert both.of_key("og_none") is None

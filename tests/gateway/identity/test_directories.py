"""Every directory that there is, held to the one contract."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry

from domain.ports.partners import PartnerDirectory
from domain.registry.records import ApiKey, Partner
from gateway.identity.declared import DeclaredPartners
from gateway.identity.registry_first import RegistryFirst
from gateway.partners.directory import RegisteredPartners
from gateway.telemetry.partner_metrics import PartnerMetrics
from tests.contracts.partner_directory import DirectoryWithKeysContract, PartnerDirectoryContract
from tests.doubles.clock import START, SettableClock
from tests.doubles.partners import InMemoryPartners, PartnersAtHand


async def registry_of(partners: Sequence[Partner], keys: Sequence[ApiKey]) -> InMemoryPartners:
    registry = InMemoryPartners(*partners)
    for key in keys:
        await registry.add_key(key, who="mira", now=START)
    return registry


class TestDeclared(PartnerDirectoryContract):
    async def directory(self, partners: Sequence[Partner], keys: Sequence[ApiKey] = ()) -> PartnerDirectory:
        assert not keys
        return DeclaredPartners(partners)


class TestAtHand(DirectoryWithKeysContract):
    async def directory(self, partners: Sequence[Partner], keys: Sequence[ApiKey] = ()) -> PartnerDirectory:
        return PartnersAtHand(await registry_of(partners, keys))


class TestRegistered(DirectoryWithKeysContract):
    async def directory(self, partners: Sequence[Partner], keys: Sequence[ApiKey] = ()) -> PartnerDirectory:
        registry = await registry_of(partners, keys)
        made = RegisteredPartners(registry, SettableClock(), PartnerMetrics(CollectorRegistry()))
        await made.load()
        return made


class TestRegistryAlone(DirectoryWithKeysContract):
    async def directory(self, partners: Sequence[Partner], keys: Sequence[ApiKey] = ()) -> PartnerDirectory:
        return RegistryFirst(PartnersAtHand(await registry_of(partners, keys)), DeclaredPartners())


class TestDeclaredAlone(PartnerDirectoryContract):
    async def directory(self, partners: Sequence[Partner], keys: Sequence[ApiKey] = ()) -> PartnerDirectory:
        return RegistryFirst(PartnersAtHand(await registry_of((), keys)), DeclaredPartners(partners))

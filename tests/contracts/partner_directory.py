"""What every directory of partners owes: found by name, subject and key, as they are, the suspended too."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from domain.ports.partners import PartnerDirectory
from domain.registry.records import ApiKey, Partner, PartnerStatus, Subject
from tests.contracts.partner_examples import TOKEN, key, partner
from tests.doubles.clock import START

ACME = partner("acme", TOKEN, Subject("shops", "acme"))
BOLT = replace(partner("bolt", Subject("corp", "bolt")), status=PartnerStatus.SUSPENDED)


class PartnerDirectoryContract(ABC):
    """Subclasses make a directory of what is given."""

    @abstractmethod
    async def directory(
        self, partners: Sequence[Partner], keys: Sequence[ApiKey] = ()
    ) -> PartnerDirectory: ...

    async def test_an_empty_one_knows_nobody(self) -> None:
        empty = await self.directory(())
        assert (empty.named("acme"), empty.of_subject(TOKEN), empty.of_key("og_1")) == (None, None, None)

    async def test_partners_are_found_by_name_and_by_each_of_their_subjects(self) -> None:
        both = await self.directory((ACME, BOLT))
        assert both.named("acme") == ACME
        assert both.of_subject(TOKEN) == both.of_subject(Subject("shops", "acme")) == ACME
        assert both.named("Acme") is None

    @pytest.mark.parametrize(
        "subject", [("shops", "acme-portal"), ("corp", "acme"), ("corp", ""), ("", "acme")]
    )
    async def test_a_subject_is_its_issuer_s(self, subject: tuple[str, str]) -> None:
        both = await self.directory((ACME, BOLT))
        assert both.of_subject(Subject(*subject)) is None

    async def test_who_is_suspended_is_told_as_such(self) -> None:
        both = await self.directory((ACME, BOLT))
        assert both.named("bolt") == both.of_subject(Subject("corp", "bolt")) == BOLT

    async def test_a_revision_stands_while_nothing_changes(self) -> None:
        both = await self.directory((ACME, BOLT))
        before = both.revision
        both.of_subject(TOKEN)
        both.used("og_1", START)
        assert both.revision == before


class DirectoryWithKeysContract(PartnerDirectoryContract):
    """For those that know keys besides."""

    async def test_a_key_is_found_by_its_prefix_with_its_partner_whether_it_lives_or_not(self) -> None:
        dead = replace(key("og_2", "bolt"), revoked_at=START)
        both = await self.directory((ACME, BOLT), (key(), dead))
        assert both.of_key("og_1") == (key(), ACME)
        assert both.of_key("og_2") == (dead, BOLT)
        assert (both.of_key("og_"), both.of_key("")) == (None, None)

    async def test_the_use_of_any_key_may_be_noted(self) -> None:
        both = await self.directory((ACME,), (key(),))
        both.used("og_1", START)
        both.used("og_none", START)
        assert both.of_key("og_1") == (key(), ACME)

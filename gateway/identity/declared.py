"""The partners that the instance file declares, as a directory."""

from collections.abc import Iterable
from datetime import datetime

from domain.registry.records import Partner, Subject


class DeclaredPartners:
    """Implements `PartnerDirectory`. Of two partners with one name, the first stands for it."""

    def __init__(self, partners: Iterable[Partner] = ()) -> None:
        self.revision = -1
        self._named: dict[str, Partner] = {}
        self._subjects: dict[Subject, Partner] = {}
        self.take(partners)

    def take(self, partners: Iterable[Partner]) -> None:
        """Know these from now on, and no others."""
        named: dict[str, Partner] = {}
        subjects: dict[Subject, Partner] = {}
        for partner in partners:
            named.setdefault(partner.name, partner)
            subjects |= dict.fromkeys(partner.subjects, partner)
        self._named, self._subjects = named, subjects
        self.revision += 1

    def named(self, name: str) -> Partner | None:
        return self._named.get(name)

    def of_subject(self, subject: Subject) -> Partner | None:
        return self._subjects.get(subject)

    def of_key(self, prefix: str) -> None:
        """None: a key is kept where it can be revoked, in the registry."""
        del prefix

    def used(self, prefix: str, now: datetime) -> None:
        """Nothing: there are no keys."""

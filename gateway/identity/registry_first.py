"""The registry's partners in front of those that the instance file declares."""

from datetime import datetime

from domain.ports.partners import PartnerDirectory
from domain.registry.records import ApiKey, Partner, Subject


class RegistryFirst:
    """Implements `PartnerDirectory` over two of them.

    A partner of the registry takes the place of a declared one of its name entirely: whoever is suspended or
    narrowed there has no other way in through the file.
    """

    def __init__(self, registry: PartnerDirectory, declared: PartnerDirectory) -> None:
        self._registry = registry
        self._declared = declared

    @property
    def revision(self) -> int:
        return self._registry.revision + self._declared.revision

    def named(self, name: str) -> Partner | None:
        return self._registry.named(name) or self._declared.named(name)

    def of_subject(self, subject: Subject) -> Partner | None:
        kept = self._registry.of_subject(subject)
        if kept is not None:
            return kept
        declared = self._declared.of_subject(subject)
        if declared is None or self._registry.named(declared.name) is not None:
            return None
        return declared

    def of_key(self, prefix: str) -> tuple[ApiKey, Partner] | None:
        return self._registry.of_key(prefix)

    def used(self, prefix: str, now: datetime) -> None:
        self._registry.used(prefix, now)

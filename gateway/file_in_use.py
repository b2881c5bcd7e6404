"""The instance file that is in use, and what of it follows when another is taken."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.execution.granted_shapes import check_shapes
from gateway.execution.trusted import TrustedDocuments, checked_documents
from gateway.identity.declared import DeclaredPartners
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.process import ProcessSettings
from gateway.wiring.systems import known_adapters


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInUse:
    """first: as it was when the process began. trusted, declared: as it is now.

    read: what it says at this moment. Raises ConfigInvalid.
    """

    first: InstanceFile
    trusted: TrustedDocuments
    declared: DeclaredPartners
    read: Callable[[], InstanceFile]

    async def again(self) -> InstanceFile:
        """Read it without taking it into use, beside what else goes on. Raises ConfigInvalid."""
        return await asyncio.to_thread(self.read)

    def take(self, file: InstanceFile) -> None:
        """Take it into use."""
        self.trusted.take(file.documents)
        self.declared.take(file.identity.partners.values())


def file_in_use(settings: ProcessSettings, environ: Mapping[str, str]) -> FileInUse:
    """Raises ConfigInvalid."""

    def read() -> InstanceFile:
        file = load_instance_file(settings.config, known_adapters(), environ, checked_documents)
        check_shapes(file.identity.partners.values())
        return file

    first = read()
    return FileInUse(
        first=first,
        trusted=TrustedDocuments(first.documents),
        declared=DeclaredPartners(first.identity.partners.values()),
        read=read,
    )

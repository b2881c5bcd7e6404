"""Every partner and key as the registry had them at one revision, found by what a request brings."""

from collections.abc import Sequence

from domain.registry.records import ApiKey, Partner


class KnownPartners:
    """Made whole, and then only looked into: another takes its place when something changes."""

    def __init__(self, revision: int, partners: Sequence[Partner] = (), keys: Sequence[ApiKey] = ()) -> None:
        self.revision = revision
        self.named = {partner.name: partner for partner in partners}
        self.of_subject = {subject: partner for partner in partners for subject in partner.subjects}
        # Read in two steps: a key may be there whose partner was not yet, or is no more.
        self.of_key = {
            key.prefix: (key, self.named[key.partner]) for key in keys if key.partner in self.named
        }

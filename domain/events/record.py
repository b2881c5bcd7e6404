"""One event, as the log keeps it."""

from datetime import datetime

import msgspec

from domain.events.owners import Owners
from domain.events.payloads import Payload
from domain.milestones import Classifier


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as the log keeps it. Corrections are appended, never edited.

    subject: one entity key (`order:SO-1`). related: the other keys that it concerns. source_event_id
    dedupes; source_sequence only detects gaps. raw_ref points at the raw document it came from.
    data: what the source tells of it, in the record that the type names; no personal data.
    """

    type: str
    source: str
    subject: str
    occurred_at: datetime
    recorded_at: datetime
    id: str = ""
    schema_version: int = 1
    source_event_id: str = ""
    source_sequence: int | None = None
    related: tuple[str, ...] = ()
    owners: Owners = Owners(known=False)
    classifier: Classifier = Classifier.ACTUAL
    data: Payload | None = None
    raw_ref: str = ""
    mapping_version: int = 1
    correlation_id: str = ""
    correction_of: str = ""

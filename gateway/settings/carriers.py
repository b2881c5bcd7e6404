"""Which carriers an instance answers for, so that a tracking number is asked of the one that may know it."""

from collections.abc import Mapping

from pydantic import BaseModel, Field

from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.instances import Instance

_TRACKING = "tracking"


class CarrierSettings(BaseModel):
    """One instance that tracks parcels.

    names: the carriers that it answers for, as any system writes them. accounts: the shipper's accounts
    that stand in its numbers. prefixes: how its numbers begin.
    """

    model_config = SECTION

    names: frozenset[str] = Field(default=frozenset())
    accounts: frozenset[str] = Field(default=frozenset())
    prefixes: tuple[str, ...] = ()


def read_carriers(
    section: object, instances: Mapping[str, Instance | None], path: Where, problems: Problems
) -> Mapping[str, CarrierSettings]:
    """Check the section `carriers`; what is wrong goes to `problems`."""
    found = {}
    for name, value in mapping(section, path, problems).items():
        place = (*path, name)
        if name not in instances:
            problems.add(place, unknown("a configured instance", name, instances))
            continue
        instance = instances[name]
        if instance is not None and _TRACKING not in instance.capabilities:
            problems.add(place, f"'{name}' ({instance.adapter}) offers no tracking")
        settings = checked(CarrierSettings, value, place, problems)
        if settings is not None:
            _check_empty(settings, place, problems)
            found[name] = settings
    _check_prefixes(found, path, problems)
    return found


def _check_empty(settings: CarrierSettings, path: Where, problems: Problems) -> None:
    if any(not text.strip() for text in (*settings.names, *settings.accounts, *settings.prefixes)):
        problems.add(path, "has an empty name, account or prefix")
    if not (settings.names or settings.accounts or settings.prefixes):
        problems.add(path, "says nothing: name carriers, accounts or prefixes")


def _check_prefixes(found: Mapping[str, CarrierSettings], path: Where, problems: Problems) -> None:
    """The same account or prefix of two instances would ask both of them each time."""
    owners: dict[str, str] = {}
    for name, settings in found.items():
        for text in (*sorted(settings.accounts), *settings.prefixes):
            owner = owners.setdefault(text, name)
            if owner != name:
                problems.add((*path, name), f"'{text}' is declared for '{owner}' already")

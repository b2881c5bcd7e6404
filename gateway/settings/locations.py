"""Our locations, and the instance that answers for the stock and the fulfilment in each."""

from collections.abc import Mapping

from pydantic import BaseModel

from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.instances import Instance

_WAREHOUSING = frozenset({"stock", "fulfilments"})


class LocationSettings(BaseModel):
    """One place of ours. warehouse: the instance that runs it; None where no system of its own does.

    region: a name for several places together, by which rules of authority can be narrowed.
    """

    model_config = SECTION

    warehouse: str | None = None
    region: str = ""


def read_locations(
    section: object, instances: Mapping[str, Instance | None], path: Where, problems: Problems
) -> Mapping[str, LocationSettings]:
    """Check the section `locations`; what is wrong goes to `problems`."""
    found = {}
    for code, value in mapping(section, path, problems).items():
        place = (*path, code)
        settings = checked(LocationSettings, value, place, problems) or LocationSettings()
        found[code] = settings
        if settings.warehouse is not None:
            _check_warehouse(settings.warehouse, instances, (*place, "warehouse"), problems)
    return found


def _check_warehouse(
    name: str, instances: Mapping[str, Instance | None], path: Where, problems: Problems
) -> None:
    if name not in instances:
        problems.add(path, unknown("a configured instance", name, instances))
        return
    instance = instances[name]
    if instance is not None and not instance.capabilities & _WAREHOUSING:
        problems.add(path, f"'{name}' ({instance.adapter}) offers neither stock nor fulfilments")

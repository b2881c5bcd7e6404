"""What of the SDK is installed, found out without importing it: its import takes half a second."""

from importlib.util import find_spec
from pathlib import Path

EXTRA = 'pip install "ordergraph[karrio]"'


def lacking(carrier: str) -> str | None:
    """What is to be installed for a carrier, in one sentence; None where nothing is."""
    known = carriers()
    if not known:
        return f"needs the karrio SDK, which is not installed: {EXTRA}"
    if carrier in known:
        return None
    package = f"karrio-{carrier.replace('_', '-')}"
    return f"is no carrier that is installed ({', '.join(known)}); if the SDK has it: pip install {package}"


def carriers() -> list[str]:
    """The carriers of the SDK that are installed, by the SDK's names for them."""
    spec = find_spec("karrio")
    places = spec.submodule_search_locations if spec else None
    folders = (path.parent for place in places or () for path in Path(place).glob("mappers/*/__init__.py"))
    return sorted({folder.name for folder in folders})

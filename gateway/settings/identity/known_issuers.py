"""The names of the issuers in an instance file, for who reads nothing else of it."""

from collections.abc import Collection, Mapping
from pathlib import Path

from domain.errors import ConfigInvalid
from gateway.settings.identity.issuers import ONLY
from gateway.settings.reading.problems import ConfigProblems
from gateway.settings.reading.yaml_reading import read_yaml, text_of


def known_issuers(file: Path, environ: Mapping[str, str]) -> Collection[str] | None:
    """The names; None where there is no such file. Raises ConfigProblems for one that cannot be read.

    Whatever else is wrong with the file is not looked at: `ordergraph check-config` does that.
    """
    if not file.exists():
        return None
    try:
        document = read_yaml(text_of(file), environ).value
    except ConfigInvalid as error:
        raise ConfigProblems(str(file), (error,)) from None
    identity = document.get("identity") if isinstance(document, Mapping) else None
    if not isinstance(identity, Mapping):
        return ()
    if "issuers" not in identity:
        return (ONLY,)
    named = identity["issuers"]
    return tuple(named) if isinstance(named, Mapping) else ()

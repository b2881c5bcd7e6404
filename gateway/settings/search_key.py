"""The key under which e-mail addresses are hashed for the search index.

It must be the same for as long as an index lives, and for every process over one store: so it is given,
or else made once and kept beside the embedded database.
"""

import os
from pathlib import Path
from secrets import token_hex

from pydantic import SecretStr

from domain.errors import ConfigInvalid
from domain.search.email import SHORTEST_KEY
from gateway.settings.process import EMBEDDED, ProcessSettings

KEY_FILE = "search.key"
PLACE = "ORDERGRAPH_SEARCH_KEY"


def search_key(settings: ProcessSettings) -> bytes:
    """The given key, or the kept one, which is made where there is none. Raises ConfigInvalid."""
    return lasting_key(settings, settings.search_key, file=KEY_FILE, place=PLACE, shortest=SHORTEST_KEY)


def lasting_key(
    settings: ProcessSettings, given: SecretStr, *, file: str, place: str, shortest: int
) -> bytes:
    """A key that every process must share. Raises ConfigInvalid, at the place where it may be given."""
    shown = given.get_secret_value().encode()
    if not shown and not settings.database.startswith(EMBEDDED):
        raise ConfigInvalid("is needed with a database server: every process must use the same", place=place)
    try:
        key = shown or _kept(settings.data_dir / file)
    except OSError as error:
        raise ConfigInvalid(f"{file} cannot be kept: {error.strerror}", place="ORDERGRAPH_DATA_DIR") from None
    if len(key) < shortest:
        raise ConfigInvalid(f"has {len(key)} bytes, {shortest} are the least", place=place)
    return key


def _kept(file: Path) -> bytes:
    """What the file holds; two processes that make it at once end with the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(token_hex())
    except FileExistsError:
        return file.read_bytes()
    return file.read_bytes()

"""Secrets that stand in files of their own: mounted by an orchestrator, or written by a vault's agent."""

from pathlib import Path

from domain.errors import ConfigInvalid

_LARGEST = 65_536


def read_secret(name: str) -> str:
    """What the file holds but the end of its last line. Raises ConfigInvalid, which tells nothing of it."""
    file = Path(name)
    if not file.is_absolute():
        raise ConfigInvalid("should be named by its whole path")
    try:
        with file.open("rb") as opened:
            held = opened.read(_LARGEST + 1)
        text = held.decode("utf-8").rstrip("\r\n")
    except OSError as error:
        raise ConfigInvalid(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigInvalid("is not UTF-8") from None
    if len(held) > _LARGEST:
        raise ConfigInvalid(f"is larger than {_LARGEST} bytes")
    if not text:
        raise ConfigInvalid("is empty")
    return text

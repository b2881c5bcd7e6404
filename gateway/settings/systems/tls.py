"""Who vouches for the systems, and who we are to them: section `tls`, and the key `tls` of an instance."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import BaseModel

from gateway.settings.reading.checking import SECTION, checked
from gateway.settings.reading.problems import Problems, Where

_LARGEST_FILE = 1_048_576


class TlsSettings(BaseModel):
    """Files beside the instance file, in PEM.

    ca_file: certificates of authorities that are trusted besides the public ones. certificate_file: what
    shows who we are, with its chain. key_file: its key, where that does not stand in the same file.
    """

    model_config = SECTION

    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None


@dataclass(frozen=True, slots=True)
class Tls:
    """authorities: what is trusted besides the public ones, in PEM. The files are read for each pool anew."""

    authorities: str = ""
    certificate: Path | None = None
    key: Path | None = None

    def context(self) -> ssl.SSLContext:
        """For a client. Takes long, since it reads the public authorities. Raises OSError."""
        context = httpx.create_ssl_context(trust_env=False)
        if self.authorities:
            context.load_verify_locations(cadata=self.authorities)
        if self.certificate is not None:
            context.load_cert_chain(self.certificate, self.key, _no_password)
        return context


PUBLIC = Tls()
"""Of a file that says nothing of it: the public authorities, and no certificate of ours."""


def read_tls(section: object, folder: Path, path: Where, problems: Problems) -> Tls | None:
    """Check a section `tls`; what is wrong goes to `problems`. None where it cannot be used."""
    settings = checked(TlsSettings, section, path, problems)
    if settings is None:
        return None
    authorities = _authorities(settings.ca_file, folder, (*path, "ca_file"), problems)
    if settings.certificate_file is None and settings.key_file is not None:
        problems.add((*path, "key_file"), "should stand beside certificate_file")
        return None
    if settings.certificate_file is None:
        return None if authorities is None else Tls(authorities)
    certificate = folder / settings.certificate_file
    key = None if settings.key_file is None else folder / settings.key_file
    if not _is_ours(certificate, key, path, problems) or authorities is None:
        return None
    return Tls(authorities, certificate, key)


def _authorities(name: str | None, folder: Path, path: Where, problems: Problems) -> str | None:
    """The certificates of a file; none where there is no file, None where it cannot be used."""
    if name is None:
        return ""
    text = _text(folder / name, path, problems)
    if text is None:
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError):
        problems.add(path, f"{name} holds no certificate in PEM that can be read")
        return None
    return text


def _is_ours(certificate: Path, key: Path | None, path: Where, problems: Problems) -> bool:
    """Whether certificate and key are there and belong together."""
    texts = [_text(certificate, (*path, "certificate_file"), problems)]
    if key is not None:
        texts.append(_text(key, (*path, "key_file"), problems))
    if None in texts:
        return False
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(certificate, key, _no_password)
    except ssl.SSLError as error:
        problems.add((*path, "certificate_file"), _complaint(error, (key or certificate).name))
        return False
    return True


def _complaint(error: ssl.SSLError, key: str) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return f"does not belong to the key in {key}"
    return f"cannot be used in PEM with a key without a password from {key}"


def _text(file: Path, path: Where, problems: Problems) -> str | None:
    """What stands in a file, without what is no ASCII: that can only be in its comments."""
    try:
        if file.stat().st_size > _LARGEST_FILE:
            problems.add(path, f"{file.name} is larger than {_LARGEST_FILE} bytes")
            return None
        return file.read_bytes().decode("ascii", "ignore")
    except OSError as error:
        problems.add(path, f"{file.name} cannot be read: {error.strerror}")
        return None


def _no_password() -> str:
    """OpenSSL would ask for it at the terminal."""
    return ""

"""Secrets that we must be able to read again, sealed for the database: JWE with A256GCM (RFC 7516)."""

import hashlib

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from domain.errors import StoreUnavailable

_HEADER = {"alg": "dir", "enc": "A256GCM"}


class KeySealing:
    """Seals under a key of this company's. purpose: another one makes another key of the same secret."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        digest = hashlib.blake2b(secret, digest_size=32, person=purpose.encode()[:16]).digest()
        self._key = OctKey.import_key(digest)

    def sealed(self, plain: str) -> str:
        return jwe.encrypt_compact(_HEADER, plain, self._key)

    def opened(self, sealed: str) -> str:
        try:
            return (jwe.decrypt_compact(sealed, self._key).plaintext or b"").decode()
        except (JoseError, ValueError) as error:
            raise StoreUnavailable(
                "a secret in our database cannot be read: it was kept under another key",
                cause=type(error).__name__,
            ) from error

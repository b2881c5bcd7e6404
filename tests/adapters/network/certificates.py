"""A certificate that nobody signed but itself, and both sides' TLS settings with it."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


class SelfSigned(NamedTuple):
    """A file that holds a certificate for one name, and its key."""

    file: Path

    def server(self, *protocols: str) -> ssl.SSLContext:
        """For who serves under that name and agrees to these protocols."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def trusting(self) -> ssl.SSLContext:
        """For who trusts that certificate besides those that all trust."""
        context = httpx.create_ssl_context(trust_env=False)
        context.load_verify_locations(self.file)
        return context


def self_signed(folder: Path, name: str) -> SelfSigned:
    """Make one that is valid for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / f"{name}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    return SelfSigned(file)

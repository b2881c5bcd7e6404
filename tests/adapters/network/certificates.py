"""Certificates that nobody signed but themselves, or an authority of our own, and TLS settings with them."""

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

    def server(self, *protocols: str, clients_of: "Authority | None" = None) -> ssl.SSLContext:
        """For who serves under that name, and agrees to these protocols. clients_of: who vouches for them."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        if clients_of is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients_of.file)
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def trusting(self) -> ssl.SSLContext:
        """For who trusts that certificate besides those that all trust."""
        context = httpx.create_ssl_context(trust_env=False)
        context.load_verify_locations(self.file)
        return context


class Authority(NamedTuple):
    """Signs for others. file: its certificate alone."""

    file: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def issued(self, name: str) -> SelfSigned:
        """A certificate for that name, beside its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        file = self.file.with_name(f"{name}.pem")
        named = _certificate(name, key, self.certificate.subject).sign(self.key, SHA256())
        file.write_bytes(_secret(key) + named.public_bytes(Encoding.PEM))
        return SelfSigned(file)


def authority(folder: Path, name: str = "Company CA") -> Authority:
    """Make one; what it signs is valid for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    limits = x509.BasicConstraints(ca=True, path_length=0)
    made = _certificate(name, key).add_extension(limits, critical=True).sign(key, SHA256())
    file = folder / "company-ca.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM))
    return Authority(file, made, key)


def self_signed(folder: Path, name: str) -> SelfSigned:
    """Make one that is valid for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(name, key).sign(key, SHA256())
    file = folder / f"{name}.pem"
    file.write_bytes(_secret(key) + certificate.public_bytes(Encoding.PEM))
    return SelfSigned(file)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name | None = None
) -> x509.CertificateBuilder:
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(issuer or named, named, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

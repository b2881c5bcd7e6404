"""Section `tls` and the key of an instance: what holds, and each mistake at its place."""

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from gateway.settings.reading.problems import Problems
from gateway.settings.systems.tls import PUBLIC, Tls, read_tls
from tests.adapters.network.certificates import Authority, authority
from tests.gateway.settings.samples import GOOD, load, problems

CA, OURS, KEY = "company-ca.pem", "ordergraph.pem", "key.pem"


@pytest.fixture
def company(tmp_path: Path) -> Authority:
    """With a certificate for us, whose key stands in a file of its own as well."""
    made = authority(tmp_path)
    text = made.issued("ordergraph").file.read_text()
    (tmp_path / KEY).write_text(text.partition("-----BEGIN CERTIFICATE")[0])
    return made


def read(folder: Path, section: object) -> tuple[Tls | None, list[str]]:
    found = Problems({})
    tls = read_tls(section, folder, ("tls",), found)
    return tls, [str(problem) for problem in found.found()]


def test_without_a_word_the_public_authorities_are_trusted(tmp_path: Path) -> None:
    assert read(tmp_path, None) == (PUBLIC, [])
    assert PUBLIC.context().verify_mode is ssl.CERT_REQUIRED


def test_files_stand_beside_the_instance_file(company: Authority, tmp_path: Path) -> None:
    tls, wrong = read(tmp_path, {"ca_file": CA, "certificate_file": OURS})
    assert wrong == []
    assert tls == Tls(company.file.read_text(), tmp_path / OURS)
    context = tls.context()
    trusted = context.get_ca_certs()
    assert len(trusted) > 1
    assert ((("commonName", "Company CA"),),) in [each["subject"] for each in trusted]


def test_a_key_may_stand_apart(company: Authority, tmp_path: Path) -> None:
    ours = company.file.with_name(OURS)
    ours.write_text(ours.read_text().partition("-----END PRIVATE KEY-----\n")[2])
    tls, wrong = read(tmp_path, {"certificate_file": OURS, "key_file": KEY})
    assert wrong == []
    assert tls == Tls("", tmp_path / OURS, tmp_path / KEY)
    tls.context()


def test_what_is_not_ascii_in_a_comment_does_not_matter(company: Authority, tmp_path: Path) -> None:
    company.file.write_text(f"# M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller AG\n{company.file.read_text()}")
    assert read(tmp_path, {"ca_file": CA})[1] == []


MISTAKES = {
    "no file": ({"ca_file": "c.pem"}, "tls.ca_file: c.pem cannot be read: No such file or directory"),
    "a folder": ({"ca_file": "."}, " cannot be read: Is a directory"),
    "no PEM": ({"ca_file": "noise"}, "tls.ca_file: noise holds no certificate in PEM that can be read"),
    "a key": ({"ca_file": KEY}, "tls.ca_file: key.pem holds no certificate in PEM that can be read"),
    "broken": ({"ca_file": "broken"}, "tls.ca_file: broken holds no certificate in PEM that can be read"),
    "large": ({"ca_file": "large"}, "tls.ca_file: large is larger than 1048576 bytes"),
    "key alone": ({"key_file": KEY}, "tls.key_file: should stand beside certificate_file"),
    "no certificate": (
        {"certificate_file": "c.pem"},
        "tls.certificate_file: c.pem cannot be read: No such file or directory",
    ),
    "no key": (
        {"certificate_file": CA},
        "tls.certificate_file: cannot be used in PEM with a key without a password from company-ca.pem",
    ),
    "key that is not there": (
        {"certificate_file": OURS, "key_file": "k.pem"},
        "tls.key_file: k.pem cannot be read: No such file or directory",
    ),
    "key of another": (
        {"certificate_file": OURS, "key_file": "other.test.pem"},
        "tls.certificate_file: does not belong to the key in other.test.pem",
    ),
    "key with a password": (
        {"certificate_file": OURS, "key_file": "locked"},
        "tls.certificate_file: cannot be used in PEM with a key without a password from locked",
    ),
    "unknown": ({"cafile": CA}, "tls.cafile: 'cafile' is not a key that is understood here; did you mean"),
}


@pytest.mark.parametrize(("section", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_at_its_place(
    company: Authority, tmp_path: Path, section: object, said: str
) -> None:
    (tmp_path / "noise").write_text("none")
    (tmp_path / "broken").write_text(company.file.read_text().replace("MII", "III", 1))
    (tmp_path / "large").write_text("#" * 1_048_577)
    company.issued("other.test")
    locked = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    )
    (tmp_path / "locked").write_bytes(locked)
    tls, wrong = read(tmp_path, section)
    assert tls is None
    assert len(wrong) == 1
    assert said in wrong[0]


def test_an_instance_may_have_its_own(company: Authority, tmp_path: Path) -> None:
    instance = 'wms_east: {adapter: wms_east, base_url: "http://east.example"'
    document = (
        GOOD.replace(instance, f"{instance}, tls: {{ca_file: {CA}}}") + f"tls: {{certificate_file: {OURS}}}\n"
    )
    file = load(tmp_path, document)
    assert file.tls_of("wms_east") == Tls(company.file.read_text())
    assert file.tls_of("erp") == file.tls == Tls("", tmp_path / OURS)


def test_a_mistake_of_an_instance_names_it(tmp_path: Path) -> None:
    instance = 'wms_east: {adapter: wms_east, base_url: "http://east.example"'
    document = GOOD.replace(instance, f"{instance}, tls: {{ca_file: c.pem}}")
    assert problems(tmp_path, document) == [
        "instances.wms_east.tls.ca_file: c.pem cannot be read: No such file or directory (line 3)"
    ]

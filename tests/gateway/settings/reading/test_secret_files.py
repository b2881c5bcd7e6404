"""`${file:...}`: what a mounted file holds, and what is told where it holds nothing."""

from pathlib import Path

import pytest

from gateway.settings.naming.link_documents import read_links
from tests.gateway.settings.samples import GOOD, SECRET, ErpSettings, load, problems


def referring(to: str) -> str:
    return GOOD.replace('"${ERP_API_KEY}"', f'"{to}"')


@pytest.mark.parametrize("held", [SECRET, f"{SECRET}\n", f"{SECRET}\r\n"])
def test_a_file_holds_a_secret(tmp_path: Path, held: str) -> None:
    (tmp_path / "key").write_text(held, encoding="utf-8", newline="")
    settings = load(tmp_path, referring(f"${{file:{tmp_path}/key}}")).instances["erp"].settings
    assert isinstance(settings, ErpSettings)
    assert settings.api_key.get_secret_value() == SECRET


def test_it_may_stand_inside_of_a_text_and_beside_a_variable(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(" a b \n", encoding="utf-8")
    settings = (
        load(tmp_path, referring(f"${{ERP_API_KEY}}:${{file:{tmp_path}/key}}!")).instances["erp"].settings
    )
    assert isinstance(settings, ErpSettings)
    assert settings.api_key.get_secret_value() == f"{SECRET}: a b !"


@pytest.mark.parametrize(
    ("name", "held", "complaint"),
    [
        ("nothing", None, "cannot be read: No such file or directory"),
        ("empty", b"\n", "is empty"),
        ("latin", f"{SECRET} Zürich".encode("latin-1"), "is not UTF-8"),
        ("large", SECRET.encode() * 10_000, "is larger than 65536 bytes"),
        (".", None, "cannot be read: Is a directory"),
    ],
)
def test_a_file_without_one_is_named(tmp_path: Path, name: str, held: bytes | None, complaint: str) -> None:
    if held is not None:
        (tmp_path / name).write_bytes(held)
    place = "instances.erp.api_key"
    expected = f"{place}: needs the file {tmp_path}/{name}, which {complaint} (line 2)"
    assert problems(tmp_path, referring(f"${{file:{tmp_path}/{name}}}")) == [expected]


def test_a_file_is_named_by_its_whole_path(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, referring("${file:key}"))
    assert told.startswith(
        "instances.erp.api_key: needs the file key, which should be named by its whole path"
    )


def test_a_list_of_links_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET, encoding="utf-8")
    rows = tmp_path / "links.yaml"
    rows.write_text(f'- {{kind: item, instance: erp, value: "${{file:{tmp_path}/key}}", ours: AX-1}}\n')
    good, wrong = read_links(rows, ["erp"])
    assert "begins an environment variable" in str(wrong[0])
    assert SECRET not in f"{good} {wrong}"

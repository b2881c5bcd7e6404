from pathlib import Path

import pytest

from gateway.cli import main

GOOD = """\
instances:
  erp: {adapter: erp_sim, base_url: "http://127.0.0.1:1", api_key: "${ERP_KEY}", webhook_secrets: [x]}
identity: {issuer: "http://issuer.example"}
"""


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ERP_KEY", "hunter2")
    monkeypatch.delenv("ORDERGRAPH_CONFIG", raising=False)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["check-config", *arguments])
    return left.value.code if isinstance(left.value.code, int) else 0


def test_a_good_file_is_shown_and_the_code_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ordergraph.yaml").write_text(GOOD, encoding="utf-8")
    assert run() == 0
    said = capsys.readouterr().out
    assert "ordergraph.yaml is right." in said
    assert "orders" in said
    assert "hunter2" not in said


def test_a_broken_file_is_told_by_place_and_the_code_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.yaml").write_text(GOOD.replace("erp_sim", "erp_sin"), encoding="utf-8")
    assert run("other.yaml") == 2
    said = capsys.readouterr().out
    assert "other.yaml: 1 problem" in said
    assert "instances.erp.adapter" in said
    assert "did you mean 'erp_sim'?" in " ".join(said.split())


def test_a_missing_file_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ORDERGRAPH_CONFIG", "nowhere.yaml")
    assert run() == 2
    assert "nowhere.yaml" in capsys.readouterr().out


def test_a_document_that_does_not_fit_the_schema_is_told_by_file_and_key(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = f"{GOOD}documents: {{acme: {{files: [acme.json], only: true}}}}\n"
    Path("ordergraph.yaml").write_text(text, encoding="utf-8")
    Path("acme.json").write_text('{"order-1": "{ ordr { number } }"}', encoding="utf-8")
    assert run() == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "acme.json 'order-1' Cannot query field 'ordr' on type 'Query'." in said
    Path("acme.json").write_text('{"order-1": "{ order(number: 1) { number } }"}', encoding="utf-8")
    assert run() == 2
    Path("acme.json").write_text('{"order-1": "{ backends { instance } }"}', encoding="utf-8")
    assert run() == 0
    assert "these only" in capsys.readouterr().out


def test_a_misspelled_variable_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("ordergraph.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("ORDERGRAPH_DATABSE_URL", "x")
    assert run() == 0
    assert "did you mean ORDERGRAPH_DATABASE_URL?" in capsys.readouterr().out


def test_a_system_that_does_not_answer_makes_the_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ordergraph.yaml").write_text(GOOD, encoding="utf-8")
    assert run("--probe") == 1
    assert "cannot be reached (BACKEND_UNAVAILABLE" in capsys.readouterr().out

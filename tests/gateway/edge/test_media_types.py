import pytest

from gateway.edge.media_types import GRAPHQL, HTML, JSON, of_content, preferred

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON", JSON),
        ("application/json; charset=utf-8", JSON),
        ("application/graphql-response+json", GRAPHQL),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        ("application/json, application/graphql-response+json", GRAPHQL),
        ("application/json;q=1, application/graphql-response+json;q=0.5", JSON),
        ("application/graphql-response+json;q=0.1, */*;q=0.5", JSON),
        ("application/json;q=0, */*", GRAPHQL),
        ("application/json;q=0, application/graphql-response+json;q=0", None),
        ("application/*;q=0, */*", None),
        ("application/graphql-response+json, text/html", GRAPHQL),
        ("text/html", None),
        ("image/png", None),
        ("json", None),
        ("application/json;q=high", None),
        ("application/json;q=2", None),
        (", ,application/json,", JSON),
    ],
)
def test_the_best_type_that_is_wanted_is_given(accept: str | None, expected: str | None) -> None:
    assert preferred(accept, (JSON, GRAPHQL)) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [(BROWSER, HTML), ("text/*", HTML), ("*/*", JSON), (None, JSON), ("application/json, text/html", JSON)],
)
def test_a_page_is_for_those_who_ask_for_one(accept: str | None, expected: str) -> None:
    assert preferred(accept, (JSON, GRAPHQL, HTML)) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("application/json", ("application/json", "")),
        ('Application/JSON ; Charset="UTF-8"', ("application/json", "utf-8")),
        ("application/json;charset=latin-1;x=y", ("application/json", "latin-1")),
        ("", ("", "")),
    ],
)
def test_the_type_of_a_body_is_read(header: str, expected: tuple[str, str]) -> None:
    assert of_content(header) == expected

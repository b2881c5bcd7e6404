"""The databases that a contract over SQL is held to: mixed into its class, each gives it a `url`."""

import pytest


class OnSqlite:
    """A file of the test's own."""

    url: str

    @pytest.fixture(autouse=True)
    def database(self, sqlite_url: str) -> None:
        self.url = sqlite_url


@pytest.mark.service("postgres")
class OnPostgres:
    """The server that is there for tests."""

    url: str

    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url

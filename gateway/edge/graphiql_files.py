"""Which files GraphiQL is made of, and where a public CDN has them.

The versions are those of requirements/graphiql/package.json, and the hashes those of the files in the
packages themselves; a test holds both together. A browser runs nothing whose hash differs.
"""

from typing import NamedTuple

_CDN = "https://unpkg.com"


class GraphiqlFile(NamedTuple):
    """One file of an npm package; `integrity` as browsers want it (W3C Subresource Integrity)."""

    package: str
    version: str
    path: str
    integrity: str

    @property
    def name(self) -> str:
        """The file's name in the folder that `make graphiql` fills."""
        return self.path.rpartition("/")[2]

    @property
    def url(self) -> str:
        """Its place on the CDN."""
        return f"{_CDN}/{self.package}@{self.version}/{self.path}"

    @property
    def is_style(self) -> bool:
        """Whether it is a style sheet and not a script."""
        return self.path.endswith(".css")


FILES = (
    GraphiqlFile(
        "react",
        "18.3.1",
        "umd/react.production.min.js",
        "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z",
    ),
    GraphiqlFile(
        "react-dom",
        "18.3.1",
        "umd/react-dom.production.min.js",
        "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1",
    ),
    GraphiqlFile(
        "graphiql",
        "3.9.0",
        "graphiql.min.js",
        "sha384-8NGfVj4CVlqHajlZj+bPJT4thxPMHMJYn7DWK2CvtopLd02E7qsPHazniBYvVjOO",
    ),
    GraphiqlFile(
        "graphiql",
        "3.9.0",
        "graphiql.min.css",
        "sha384-QMux00XgRtwRLSYIY3kw2rj1ovk5AuuliAchk+HSQbqdbGFnz9GYuqIlOqxhwCE2",
    ),
)
"""In the order in which a page loads them."""

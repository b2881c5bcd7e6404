"""The page for people: GraphiQL with ready-made operations, and something plainer where it can't be had.

GraphiQL is no part of this repository. It comes from a folder (`make graphiql`, the image has it), or
else from a public CDN, each file checked against its hash; when its files don't arrive either, the page
itself runs the ready-made operations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template

import msgspec
import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from domain.errors import ConfigInvalid
from gateway.edge.graphiql_files import FILES

ASSETS = "/graphiql/assets"
_OURS = "/graphiql/page"
_HERE = Path(__file__).parent
# GraphiQL's dialogs write styles into the page; scripts must come from files.
_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'{styles}; "
    "font-src data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMade:
    """An operation to try. headers: what the request needs, such as a demo's token."""

    name: str
    persona: str
    query: str
    variables: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def ready_made(file: Path | None) -> list[ReadyMade]:
    """The ready-made operations of the console page, where a file gives some."""
    if file is None:
        return []
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[ReadyMade])
    except (OSError, msgspec.MsgspecError) as error:
        raise ConfigInvalid(f"cannot be read: {error}", place="ORDERGRAPH_EXAMPLES") from error


class Explorer:
    """The page and its files. assets: the folder that `make graphiql` fills, if there is one."""

    def __init__(self, *, assets: Path | None = None, operations: Sequence[ReadyMade] = ()) -> None:
        self._assets = assets if assets is not None and _is_complete(assets) else None
        self._page = _page(self._files(), operations).encode()
        self._headers = {"content-security-policy": self._policy(), "vary": "Accept"}

    def page(self) -> Response:
        """The page, the same for everybody."""
        return HTMLResponse(self._page, headers=self._headers)

    def routes(self) -> list[BaseRoute]:
        """The page at `/`, and the files that it loads."""
        routes: list[BaseRoute] = [
            Route("/", self._root),
            Mount(_OURS, StaticFiles(directory=_HERE / "static")),
        ]
        if self._assets is not None:
            routes.append(Mount(ASSETS, StaticFiles(directory=self._assets)))
        return routes

    async def _root(self, _request: Request) -> Response:
        return self.page()

    def _files(self) -> list[dict[str, str]]:
        """Where the page finds GraphiQL. Our own files need no hash."""
        if self._assets is None:
            return [{"url": file.url, "integrity": file.integrity} for file in FILES]
        return [{"url": f"{ASSETS}/{file.name}"} for file in FILES]

    def _policy(self) -> str:
        """What the page may load: our own files, and those of the CDN where it needs them."""
        foreign = FILES if self._assets is None else ()
        return _POLICY.format(
            scripts="".join(f" {file.url}" for file in foreign if not file.is_style),
            styles="".join(f" {file.url}" for file in foreign if file.is_style),
        )


def _is_complete(folder: Path) -> bool:
    return all((folder / file.name).is_file() for file in FILES)


def _page(files: Sequence[Mapping[str, str]], operations: Sequence[ReadyMade]) -> str:
    config = {
        "endpoint": "/graphql",
        "files": files,
        "operations": [
            {
                "name": operation.name,
                "persona": operation.persona,
                "query": operation.query,
                "variables": operation.variables,
                "headers": operation.headers,
            }
            for operation in operations
        ],
    }
    template = Template((_HERE / "explorer.html").read_text(encoding="utf-8"))
    return template.substitute(ours=escape(_OURS), config=_in_script(orjson.dumps(config).decode()))


def _in_script(json: str) -> str:
    """JSON that no HTML parser takes for the end of its element."""
    return json.replace("<", "\\u003c")

"""The page's files, out of memory: a first paint waits for some thirty of them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

ROOT = Path(__file__).with_name("page")
# One request for the look of the page; the order is the cascade's.
STYLES = ("base", "layout", "controls", "messages", "blocks", "modal", "panes", "tour")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
# Nothing from elsewhere is loaded and no text is run, whatever a message says.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class _Kept:
    changed: float
    body: bytes
    tag: str


class PageFiles:
    """Answers `GET /` and `GET /static/…`; a file that was edited is read again."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Path, ...], _Kept] = {}

    async def index(self, request: web.Request) -> web.Response:
        """The page itself."""
        response = self._answer(request, ".html", ROOT / "index.html")
        response.headers["Content-Security-Policy"] = POLICY
        return response

    async def styles(self, request: web.Request) -> web.Response:
        """All style sheets in one."""
        return self._answer(request, ".css", *(ROOT / "css" / f"{name}.css" for name in STYLES))

    async def script(self, request: web.Request) -> web.Response:
        """One script, by its name alone: no path leads elsewhere."""
        path = ROOT / "js" / f"{request.match_info['name']}.js"
        if not path.is_file():
            raise web.HTTPNotFound()
        return self._answer(request, ".js", path)

    def _answer(self, request: web.Request, suffix: str, *paths: Path) -> web.Response:
        changed = max(path.stat().st_mtime for path in paths)
        kept = self._kept.get(paths)
        if kept is None or kept.changed != changed:
            body = b"\n".join(path.read_bytes() for path in paths)
            kept = self._kept[paths] = _Kept(changed, body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')
        headers = {"ETag": kept.tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        if request.headers.get("If-None-Match") == kept.tag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=kept.body, content_type=_TYPES[suffix], charset="utf-8", headers=headers)

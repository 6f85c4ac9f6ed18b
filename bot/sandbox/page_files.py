"""The page's files, as the browser loads them."""

from pathlib import Path

from aiohttp import web

ROOT = Path(__file__).with_name("page")
# One request for the look of the page; the order is the cascade's.
STYLES = ("base", "layout", "controls", "messages", "blocks", "modal", "panes", "tour")
# Nothing from elsewhere is loaded and no text is run, whatever a message says.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def index(request: web.Request) -> web.StreamResponse:
    """The page itself."""
    return web.FileResponse(ROOT / "index.html", headers={"Content-Security-Policy": POLICY})


async def styles(request: web.Request) -> web.StreamResponse:
    """All style sheets in one."""
    text = "\n".join((ROOT / "css" / f"{name}.css").read_text("utf-8") for name in STYLES)
    return web.Response(text=text, content_type="text/css")


async def script(request: web.Request) -> web.StreamResponse:
    """One script, by its name alone: no path leads elsewhere."""
    path = ROOT / "js" / f"{request.match_info['name']}.js"
    if not path.is_file():
        raise web.HTTPNotFound()
    return web.FileResponse(path)

"""The page of `try` in a real browser, beside a static page of the same messages in the same browser."""

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web
from playwright.sync_api import Browser, Page, sync_playwright
from slack_sdk import WebClient

from bot.sandbox.loopback import Loopback
from bot.sandbox.play import Playground
from bot.sandbox.web import ROOT, STYLES
from tests.browser.conftest import ARGUMENTS, BROWSERS
from tests.waiting import until
from workflows.requests.press import Press
from workflows.requests.results import Draft
from workflows.rules.policy import Person
from workflows.rules.store_lines import StoreLine

MESSAGES, ROUNDS, CHANNEL = 200, 5, "C0PARTNERS"
# Notes when the messages have been put into the page, and then painted.
_LOOK = f"""
const look = () => document.querySelectorAll(".message").length >= {MESSAGES}
  ? requestAnimationFrame(() => {{ window.allShown = performance.now(); }}) : requestAnimationFrame(look);
requestAnimationFrame(look);
"""
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
# Scrolls from the end to the beginning and back, a little with each frame, and answers how long each took.
_SCROLL = """
async () => {
  const scroller = document.querySelector(".message").closest(".scroller");
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  for (const step of [-90, 90]) {
    let last = null;
    while (scroller.scrollTop !== last) {
      last = scroller.scrollTop;
      scroller.scrollTop += step;
      const at = await new Promise(requestAnimationFrame);
      frames.push(at - before);
      before = at;
    }
  }
  return frames;
}
"""


@dataclass(frozen=True)
class Figures:
    """Milliseconds: to the first paint, to all messages; of a frame while scrolling, by the worst twentieth."""

    paint: float
    shown: float
    frame: float


def figures() -> tuple[Figures, Figures]:
    """The page's, and the static page's. Raises RuntimeError where there is no browser."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("no browser is installed")
    playground, loopback = Playground(0), Loopback()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            playground.start()
            _fill(playground)
            address = f"{playground.page.url}/?as=UCLAIRE"
            with _opened(browser, address) as page:
                static = _static(page)
            return _measured(browser, address), _measured(browser, loopback.serve(_served(static)))
        finally:
            browser.close()
            loopback.stop()
            playground.stop()


def _fill(playground: Playground) -> None:
    """A card, and then messages, every fourth of them one that looks like it."""
    workspace, bot = playground.workspace, playground.bot
    assert bot is not None
    draft = Draft("Boulangerie Émile", "a@b.c", tuple(StoreLine(f"Magasin {n}", f"shop-{n}") for n in range(5)))
    bot.services.requests.submit(draft, Press(Person("UCLAIRE", False), workspace.slack.team_id, "bench"))

    def cards() -> list[dict[str, object]]:
        return [message for message in workspace.slack.messages(CHANNEL) if message.get("blocks")]

    until(cards)
    client = WebClient(workspace.bot_token, base_url=f"{workspace.slack_url}/api/")
    blocks = cards()[0]["blocks"]
    for number in range(MESSAGES):
        if number % 4:
            text = f"Message *{number}* à propos de <@UTOM> :tada: " + "encore quelques mots " * (number % 7)
            workspace.slack.as_person(("UCLAIRE", "UAMELIE")[number % 2]).post(CHANNEL, text)
        else:
            client.chat_postMessage(channel=CHANNEL, text="card", blocks=blocks)


def _static(page: Page) -> str:
    """The same messages without any script, with the same look."""
    style = "\n".join((ROOT / "css" / f"{name}.css").read_text("utf-8") for name in STYLES)
    messages = page.evaluate("document.querySelector('.message').closest('.scroller').outerHTML")
    return (
        f"<!doctype html><html lang='fr'><meta charset='utf-8'><style>{style}</style>"
        f"<body style='display:flex;flex-direction:column;height:100vh;margin:0'>{messages}</body></html>"
    )


def _served(text: str) -> web.Application:
    async def index(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/html")

    application = web.Application()
    application.router.add_get("/", index)
    return application


@contextmanager
def _opened(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh browser's page, with all messages in it."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.add_init_script(_LOOK)
    page.goto(address)
    until(lambda: page.evaluate("window.allShown > 0"), 60)
    yield page
    context.close()


def _measured(browser: Browser, address: str) -> Figures:
    paints, shown, frames = [], [], []
    for _ in range(ROUNDS):
        with _opened(browser, address) as page:
            until(lambda page=page: page.evaluate(_PAINT) is not None)
            paints.append(page.evaluate(_PAINT))
            shown.append(page.evaluate("window.allShown"))
            frames.append(statistics.quantiles(page.evaluate(_SCROLL), n=20)[-1])
    return Figures(*(statistics.median(figure) for figure in (paints, shown, frames)))

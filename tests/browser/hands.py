"""Short ways to act and to look in the page, as one person in one tab."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from bot.sandbox.play import Playground

TICKS = ("account_created", "stores_attached")  # the third is asked only where the bot sends no mail
STORES = "Boulangerie Émile Nantes ; emile-nantes\nBoulangerie Émile Rezé ; emile-reze"
STRANGE_TOKEN = "pongo-4f9d2c81b7a6e3550192"  # nothing that Hey Pongo has issued
CHANNEL, GENERAL = "C0PARTNERS", "C0GENERAL"
expect.set_options(timeout=15_000)


class Tab:
    """One person's tab."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self._pictures = pictures
        self.modal = page.locator(".modal")
        self.messages = page.locator("#conversation .message")
        self.card = page.locator("#conversation .message[data-author='U0BOT6XPOS']:not([data-ephemeral])").last
        self.ephemerals = page.locator("#conversation .message[data-ephemeral]")

    # looking

    def picture(self, name: str, of: Locator | None = None) -> None:
        """Takes a picture of the page, or of a part of it, as it is once nothing moves any more."""
        self.page.mouse.move(1, 1)
        while True:  # until nothing that came meanwhile has moved it
            if of:
                of.evaluate("(node) => node.scrollIntoView({ block: 'nearest', behavior: 'instant' })")
            self.page.evaluate(
                "document.getAnimations().forEach((one) => "
                "(one.effect.getComputedTiming().endTime === Infinity ? one.cancel() : one.finish()))"
            )
            # Not `of.screenshot`: that waits for a node to be still, and the bot may redraw it meanwhile.
            clip = of.bounding_box() if of else None
            self.page.screenshot(path=self._pictures / f"{name}.png", clip=clip)
            if not of or (clip and clip == of.bounding_box()):
                return

    def error(self, block: str) -> Locator:
        """The error beneath an input."""
        return self.page.locator(f"[data-error-for='{block}']")

    def cell(self, row: int, column: int) -> Locator:
        """A cell of the sheet."""
        return self.page.locator(f"td[data-row='{row}'][data-col='{column}']")

    def sheet(self) -> list[list[str]]:
        """What the sheet shows, row by row, without the empty ends."""
        rows: list[list[str]] = self.page.evaluate(
            "[...document.querySelectorAll('.grid tbody tr')].map((r) => [...r.cells].slice(1).map((c) => c.innerText))"
        )
        while rows and not any(rows[-1]):
            rows.pop()
        return rows

    # acting

    def go(self, place: str) -> None:
        """Goes to a channel, `app` or `home`."""
        self.page.click(f"[data-tab='{place}']" if place == "home" else f"[data-place='{place}']")

    def say(self, text: str) -> None:
        """Writes in the shown conversation and presses Enter."""
        self.page.fill("#composer-text", text)
        self.page.press("#composer-text", "Enter")

    def attach(self, name: str, data: bytes) -> None:
        """Puts a file on the message that is written next."""
        chosen = {"name": name, "mimeType": "text/csv", "buffer": data}
        self.page.locator("[data-attach-input]").first.set_input_files(chosen)  # type: ignore[arg-type]
        expect(self.page.locator(".composer-files").first).to_contain_text(name)

    def open_form(self) -> None:
        """Types the slash command."""
        self.say("/6xpos-request")
        expect(self.modal).to_have_attribute("data-callback-id", "request_form")

    def fill(self, block: str, text: str) -> None:
        """Types into an input of the modal."""
        self.page.fill(f".modal [data-block-id='{block}'] :is(input, textarea)", text)

    def tick(self, *options: str) -> None:
        """Ticks boxes in the modal."""
        for option in options:
            # By its label: the box itself is drawn by CSS, and a block that is just being redrawn is waited for.
            self.page.check(f".modal label:has(input[data-option='{option}'])")

    def submit(self) -> None:
        """Presses the modal's button."""
        self.page.click("[data-modal-submit]")

    def request(self, brand: str = "Boulangerie Émile", stores: str = STORES) -> None:
        """Makes a request and waits until its card shows."""
        before = self.messages.count()
        self.open_form()
        self.fill("brand", brand)
        self.tick(*TICKS)
        self.fill("stores", stores)
        self.submit()
        expect(self.modal).to_have_count(0)
        expect(self.messages).to_have_count(before + 1)
        self.surveyed()

    def add_store(self, line: str) -> None:
        """Adds a restaurant to the request that was sent back, from the latest message, and sends it again."""
        self.messages.last.locator("[data-action-id='edit']").click()
        stores = self.modal.locator("[data-block-id='stores'] textarea")
        expect(stores).to_have_value(re.compile("emile-reze"))
        stores.fill(f"{stores.input_value()}\n{line}")
        self.tick(*TICKS)
        self.submit()
        expect(self.modal).to_have_count(0)

    def surveyed(self) -> None:
        """Waits until the bot has read the sheet for the latest card and drawn what it saw."""
        expect(self.card).not_to_contain_text("pas encore lue")

    def press(self, action: str) -> None:
        """Presses a button of the latest card."""
        self.card.locator(f"[data-action-id='{action}']").click()

    def decide(self, action: str, form: str, block: str, text: str) -> None:
        """Presses a button of the card, fills the form that it opens, and submits it."""
        self.press(action)
        expect(self.modal).to_have_attribute("data-callback-id", form)
        self.fill(block, text)
        self.submit()
        expect(self.modal).to_have_count(0)

    def give_token(self, token: str) -> None:
        """Fills the token form that is open, submits it, and closes it once the bot has gone on by itself."""
        self.fill("token", token)
        self.submit()
        expect(self.page.locator("[data-modal-submit]")).to_have_count(0)
        expect(self.modal).not_to_have_attribute("data-callback-id", "token_checking")
        self.page.click("[data-modal-cancel]")
        expect(self.modal).to_have_count(0)

    def type_cell(self, row: int, column: int, text: str) -> None:
        """Types into a cell of the sheet, as a person does."""
        self.cell(row, column).click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")


class Hands:
    """Opens tabs and gathers what they complain about."""

    def __init__(self, browser: Browser, playground: Playground, pictures: Path) -> None:
        self._browser, self._pictures = browser, pictures
        self.playground = playground
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def tab(self, who: str, *, welcomed: bool = True, **options: Any) -> Tab:
        """A tab in a window of its own, 1400 × 900 unless `options` of a browser context say otherwise. (A tab behind
        another one of the same window would not be drawn.)"""
        context = self._browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        self._contexts.append(context)
        if welcomed:
            context.add_init_script("localStorage.setItem('6xpos.welcomed', 'true')")
        page = context.new_page()
        page.on("console", lambda told: self._hear(told.type, told.text))
        page.on("pageerror", lambda failure: self.complaints.append(str(failure)))
        page.on("requestfinished", lambda request: self._note(who, request))
        page.goto(f"{self.playground.page.url}/?as={who}")
        expect(page.locator("#conversation .message").first).to_be_visible()
        return Tab(page, self._pictures)

    def token(self, brand: str = "Boulangerie Émile") -> str:
        """A token that Hey Pongo issues for the brand."""
        return self.playground.workspace.backoffice.issue(brand).token

    def photograph(self, folder: Path, name: str) -> None:
        """Leaves a picture of every open tab."""
        for number, page in enumerate([page for context in self._contexts for page in context.pages]):
            page.screenshot(path=folder / f"{name}-{number}.png")

    @staticmethod
    def _note(who: str, request: Request) -> None:
        """What a person did and what came of it: printed, so that a failed test shows it."""
        if request.method == "POST" and (answer := request.response()):
            print(who, request.url.partition("/api/")[2], (request.post_data or "")[:200], answer.status, answer.text())

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")

    def close(self) -> None:
        """Closes every tab."""
        for context in self._contexts:
            context.close()

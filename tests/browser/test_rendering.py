"""Slack's mrkdwn as the page draws it: each case is text in, HTML out."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.hands import Hands

CASES = {
    "*gras* _italique_ ~barré~": "<strong>gras</strong> <em>italique</em> <s>barré</s>",
    "*gras _et italique_*": "<strong>gras <em>et italique</em></strong>",
    "snake_case_name 2*3*4 a~b~c": "snake_case_name 2*3*4 a~b~c",
    "* pas gras * et _ rien _": "* pas gras * et _ rien _",
    "`*code* <b>`": '<code class="mk-code">*code* &lt;b&gt;</code>',
    "a\nb": "a<br>b",
    "```\nx *y*\n```": '<pre class="mk-pre">x *y*</pre>',
    "```jamais fermé": "```jamais fermé",
    "&lt;b&gt; &amp; &amp;lt;": "&lt;b&gt; &amp; &amp;lt;",
    "&gt; cité *gras*\nsuite": '<blockquote class="mk-quote">cité <strong>gras</strong></blockquote>suite',
    "&gt; un\n&gt; deux": '<blockquote class="mk-quote">un<br>deux</blockquote>',
    "<@UAMELIE>": '<span class="mention " data-user="UAMELIE">@Amélie Laurent</span>',
    "<@UCLAIRE>": '<span class="mention mention-me" data-user="UCLAIRE">@Claire Martin</span>',
    "<!subteam^S0PARTNERS>": '<span class="mention " data-group="S0PARTNERS">@partnerships</span>',
    "<!here>": '<span class="mention mention-me">@here</span>',
    "<javascript:alert(1)|clic>": "<span>clic</span>",
    "12:30:45 :inconnu:": "12:30:45 :inconnu:",
    ":tada:": '<span class="emoji" title=":tada:" role="img" aria-label="tada">🎉</span>',
}
LINK = '<a href="{url}" target="_blank" rel="noopener noreferrer" title="{url}">{label}</a>'


@pytest.fixture
def page(hands: Hands) -> Page:
    """Claire's page, whose modules the cases call."""
    return hands.tab("UCLAIRE").page


def drawn(page: Page, module: str, call: str, value: Any) -> str:
    """The HTML of what a module's function answers."""
    script = f"""async (value) => {{
      const made = (await import('/static/js/{module}.js')).{call}(value);
      const box = document.createElement('div');
      box.append(...(Array.isArray(made) ? made : [made]));
      return box.innerHTML;
    }}"""
    found: str = page.evaluate(script, value)
    return found


def test_mrkdwn(page: Page) -> None:
    wrong = {}
    for text, expected in CASES.items():
        shown = drawn(page, "mrkdwn", "mrkdwn", text)
        if shown != expected:
            wrong[text] = shown
    assert wrong == {}, json.dumps(wrong, ensure_ascii=False, indent=1)
    assert drawn(page, "mrkdwn", "mrkdwn", "<https://a.example/x|un *lien*>") == LINK.format(
        url="https://a.example/x", label="un <strong>lien</strong>"
    )
    assert drawn(page, "mrkdwn", "mrkdwn", "voir https://a.example/a_b_c.") == (
        "voir " + LINK.format(url="https://a.example/a_b_c", label="https://a.example/a_b_c") + "."
    )
    date = drawn(page, "mrkdwn", "mrkdwn", "<!date^1795597200^{date_short} {time}|avant>")
    assert "mer. 25 nov. 10:00</time>" in date, "in Paris, whatever the machine's zone"

"""As `listener_scenes`: what an approver does about rows and stores that nobody asked for."""

from typing import Any

from bot.sandbox.slack.service import Delivery
from tests.scenarios.listener_scenes import NUMBERS, Act, Scene, asked, delivered
from tests.scenarios.stage import AMELIE, Stage
from tests.scenarios.steps import write_rows


def misspelled(stage: Stage) -> tuple[str, Act]:
    """Slugs that the token sees spelled otherwise."""
    number = next(NUMBERS)
    stage.workspace.pongo.stores |= {f"marque_a_{number}": "A", f"marque_b_{number}": "B"}
    request = asked(stage, stores=f"A ; marque-a-{number}\nB ; marque-b-{number}")
    stage.click(AMELIE, request, "approve")
    token = stage.workspace.pongo.issue(request.brand, [f"marque_a_{number}", f"marque_b_{number}"])
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()
    view = stage.top_modal(AMELIE)
    return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], "correct_all")


def more_stores(stage: Stage) -> tuple[str, Act]:
    request, number = delivered(stage), next(NUMBERS)
    stage.bot.services.requests.more.note(request.id, {f"more-{number}": "De plus"})
    stage.click(AMELIE, request, "details")
    view = stage.top_modal(AMELIE)
    return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], "add_seen_stores")


def listed(stage: Stage) -> dict[str, Any]:
    """The modal with the stores of a token, for a request whose restaurants come from Hey Pongo: two pages of them."""
    number = next(NUMBERS)
    slugs = {f"tout-{number}-{n}": f"Tout {number} {n}" for n in range(50)}
    stage.workspace.pongo.stores |= slugs
    request = asked(stage, stores="", stores_pongo=["stores_pongo"])
    stage.click(AMELIE, request, "approve")
    token = stage.workspace.pongo.issue(request.brand, list(slugs))
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=token)
    stage.settle()
    return stage.top_modal(AMELIE)


def taken(stage: Stage) -> tuple[str, Act]:
    view = listed(stage)
    assert view["callback_id"] == "token_stores"
    return AMELIE, lambda: stage.as_(AMELIE).submit(view["id"])


def in_listed(action: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        view = listed(stage)
        if action == "listed_previous":
            stage.as_(AMELIE).click_in_view(view["id"], "listed_next")
            stage.answered()
        return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], action)

    return scene


def some_listed(stage: Stage) -> tuple[str, Act]:
    view = listed(stage)

    def act() -> Delivery:
        delivery = stage.as_(AMELIE).fill(view["id"], "stores_pongo", ["all:"])
        assert delivery is not None
        return delivery

    return AMELIE, act


def searched_listed(stage: Stage) -> tuple[str, Act]:
    view = listed(stage)
    return AMELIE, lambda: stage.as_(AMELIE).suggest(view["id"], "stores_pongo", "tout")


def adopting(stage: Stage, tokens: int = 11) -> dict[str, Any]:
    """The modal about rows that were connected before the bot: two pages of it, where nothing less is wanted."""
    number = next(NUMBERS)
    token = f"tok_before_the_bot_{number}"
    write_rows(stage, [(f"Vieux {number} {n}", f"vieux-{number}-{n}", f"{token}-{n}") for n in range(tokens)])
    stage.as_(AMELIE).command("/6xpos-request", "adopt")
    return stage.top_modal(AMELIE)


def adopted(stage: Stage) -> tuple[str, Act]:
    for _ in stage.workspace.sheet.rows()[1:]:  # a page is taken as a whole, and the sheet begins with others
        stage.workspace.sheet.delete_row(2)
    view = adopting(stage, 2)
    named = [block["block_id"] for block in view["blocks"] if block.get("block_id", "").startswith("brand:")]
    left_out = [named[1].removeprefix("brand:")]
    return AMELIE, lambda: stage.as_(AMELIE).submit(view["id"], **{named[0]: "Vieux"}, left_out=left_out)


def in_adoption(action: str) -> Scene:
    def scene(stage: Stage) -> tuple[str, Act]:
        view = adopting(stage)
        if action == "adopt_previous":
            stage.as_(AMELIE).click_in_view(view["id"], "adopt_next")
            stage.answered()
        return AMELIE, lambda: stage.as_(AMELIE).click_in_view(view["id"], action)

    return scene

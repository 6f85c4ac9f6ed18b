"""As `listener_scenes`: what approvers decide about other tokens that stand in the sheet."""

from tests.scenarios.listener_scenes import NUMBERS, Act, Scene, asked
from tests.scenarios.stage import AMELIE, CHANNEL, Stage
from tests.scenarios.steps import type_row


def in_conflict(action: str, rows: int = 1) -> Scene:
    """A choice about another token that stands in the sheet."""

    def scene(stage: Stage) -> tuple[str, Act]:
        number, slugs = next(NUMBERS), [f"c-{at}-{next(NUMBERS)}" for at in range(rows + 1)]
        for slug in slugs[1:]:
            type_row(stage, slug, slug, f"typed-by-a-person-{slug}")
        request = asked(stage, brand=f"Marque {number}", stores="\n".join(f"{slug} ; {slug}" for slug in slugs))
        stage.give_token(request)
        return AMELIE, lambda: stage.as_(AMELIE).click(CHANNEL, stage.card(request)["ts"], action)

    return scene


def overwriting(stage: Stage) -> tuple[str, Act]:
    in_conflict("overwrite_token")(stage)[1]()
    view = stage.top_modal(AMELIE)
    return AMELIE, lambda: stage.as_(AMELIE).submit(view["id"], reason="Un vieux token")

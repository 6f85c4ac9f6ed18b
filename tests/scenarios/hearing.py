"""What people write to the group and to the bot, and what the bot answers there."""

from typing import Any

from tests.scenarios.stage import CHANNEL, CLAIRE, Stage, shown

GROUP = "<!subteam^S0PARTNERS>"


def replies(stage: Stage, channel: str = CHANNEL) -> list[dict[str, Any]]:
    """What the bot answered to what people wrote, in a channel."""
    stage.workspace.slack.settle()
    stage.settle()
    kinds = {"offer", "answer"}
    return [
        message
        for message in stage.workspace.slack.messages(channel)
        if (message.get("metadata") or {}).get("event_payload", {}).get("kind") in kinds
    ]


def write_to_bot(stage: Stage, text: str, who: str = CLAIRE) -> list[str]:
    """Writes in the bot's messages tab; what it answered to that, oldest first."""
    direct = stage.workspace.slack.open_im(who)
    said = stage.as_(who).post(direct, text)
    return [shown(one) for one in replies(stage, direct) if one["thread_ts"] == said["ts"]]

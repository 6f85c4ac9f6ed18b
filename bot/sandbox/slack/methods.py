"""Every Web API method that the embedded Slack knows."""

from bot.sandbox.slack import methods_chat, methods_conversations, methods_files, methods_people, methods_views
from bot.sandbox.slack.context import Method

METHODS: dict[str, Method] = {
    **methods_chat.METHODS,
    **methods_conversations.METHODS,
    **methods_files.METHODS,
    **methods_people.METHODS,
    **methods_views.METHODS,
}

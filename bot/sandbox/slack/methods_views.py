"""views.*"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import invalid
from bot.sandbox.slack.views import public_view
from bot.sandbox.slack.world import Json


def _view(arguments: Arguments) -> object:
    view = arguments.get("view")
    if view in (None, ""):
        raise invalid("invalid_arguments", ["missing required field: view"])
    return view


def open_view(context: Context, arguments: Arguments) -> Json:
    """views.open"""
    return {"view": public_view(context.views.open(arguments.required("trigger_id"), _view(arguments)))}


def update(context: Context, arguments: Arguments) -> Json:
    """views.update"""
    view = context.views.update(arguments.required("view_id"), arguments.text("hash"), _view(arguments))
    return {"view": public_view(view)}


def publish(context: Context, arguments: Arguments) -> Json:
    """views.publish"""
    user = context.person(arguments.required("user_id")).id
    return {"view": public_view(context.views.publish(user, arguments.text("hash"), _view(arguments)))}


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.update": update,
    "views.publish": publish,
}

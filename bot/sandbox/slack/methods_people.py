"""auth.*, users.*, usergroups.*, apps.*"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.world import Json


def auth_test(context: Context, arguments: Arguments) -> Json:
    """auth.test"""
    world = context.world
    bot = world.people[world.bot_user_id]
    return {
        "url": f"https://{world.team_domain}.slack.com/", "team": world.team_name, "user": bot.name,
        "team_id": world.organisation or world.team_id, "enterprise_id": world.organisation, "user_id": bot.id,
        "bot_id": world.bot_id, "is_enterprise_install": world.organisation is not None,
    }  # fmt: skip


def users_info(context: Context, arguments: Arguments) -> Json:
    """users.info; the language only where asked for, the e-mail address only with the scope for it."""
    person = context.person(arguments.required("user"))
    profile: Json = {"real_name": person.display, "display_name": person.display}
    if "users:read.email" in context.scopes and not person.is_bot:
        profile["email"] = person.email
    shown: Json = {
        "id": person.id, "team_id": context.world.team_id, "name": person.name, "deleted": False,
        "real_name": person.display, "profile": profile, "is_bot": person.is_bot,
    }  # fmt: skip
    if arguments.flag("include_locale"):
        shown["locale"] = person.locale
    return {"user": shown}


def usergroup_users(context: Context, arguments: Arguments) -> Json:
    """usergroups.users.list"""
    group = context.world.usergroups.get(arguments.required("usergroup"))
    if group is None:
        raise SlackRefusal("no_such_subteam")
    return {"users": list(group.members)}


def connections_open(context: Context, arguments: Arguments) -> Json:
    """apps.connections.open"""
    return {"url": context.socket_url()}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "users.info": users_info,
    "usergroups.users.list": usergroup_users,
    "apps.connections.open": connections_open,
}

"""auth.*, users.*, usergroups.*, team.*, bots.*, emoji.*, apps.*, api.*"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context, Method
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.messages import bot_profile
from bot.sandbox.slack.methods_conversations import slice_of
from bot.sandbox.slack.world import Json, Person, UserGroup

_ZONES = {
    "fr-FR": ("Europe/Paris", "Central European Time", 3600),
    "en-US": ("Europe/London", "Greenwich Mean Time", 0),
}


def api_test(context: Context, arguments: Arguments) -> Json:
    """api.test"""
    if arguments.get("error"):
        raise SlackRefusal(arguments.required("error"), args=dict(arguments))
    return {"args": dict(arguments)}


def auth_test(context: Context, arguments: Arguments) -> Json:
    """auth.test"""
    world = context.world
    bot = world.people[world.bot_user_id]
    return {
        "url": f"https://{world.team_domain}.slack.com/", "team": world.team_name, "user": bot.name,
        "team_id": world.organisation or world.team_id, "enterprise_id": world.organisation, "user_id": bot.id,
        "bot_id": world.bot_id, "is_enterprise_install": world.organisation is not None,
    }  # fmt: skip


def user_object(context: Context, person: Person, locale: bool) -> Json:
    """The user object; the e-mail address only with the scope for it."""
    zone, label, offset = _ZONES.get(person.locale, _ZONES["en-US"])
    profile: Json = {
        "real_name": person.display, "real_name_normalized": person.display, "display_name": person.display,
        "display_name_normalized": person.display, "title": "", "phone": "", "skype": "", "status_text": "",
        "status_emoji": "", "status_expiration": 0, "avatar_hash": "", "team": context.world.team_id,
        "first_name": person.display.split(" ")[0], "last_name": " ".join(person.display.split(" ")[1:]),
        "image_48": f"https://avatars.invalid/{person.id}.png",
    }  # fmt: skip
    if "users:read.email" in context.scopes and not person.is_bot:
        profile["email"] = person.email
    if person.is_bot:
        profile |= {"api_app_id": context.world.app_id, "bot_id": context.world.bot_id, "always_active": False}
    shown: Json = {
        "id": person.id, "team_id": context.world.team_id, "name": person.name, "deleted": False, "color": "9f69e7",
        "real_name": person.display, "tz": zone, "tz_label": label, "tz_offset": offset, "profile": profile,
        "is_admin": False, "is_owner": False, "is_primary_owner": False, "is_restricted": False,
        "is_ultra_restricted": False, "is_bot": person.is_bot, "is_app_user": False, "updated": 1_700_000_000,
        "is_email_confirmed": True, "who_can_share_contact_card": "EVERYONE",
    }  # fmt: skip
    if locale:
        shown["locale"] = person.locale
    return shown


def users_info(context: Context, arguments: Arguments) -> Json:
    """users.info"""
    person = context.person(arguments.required("user"))
    return {"user": user_object(context, person, arguments.flag("include_locale"))}


def users_list(context: Context, arguments: Arguments) -> Json:
    """users.list"""
    locale = arguments.flag("include_locale")
    everybody = [user_object(context, person, locale) for person in context.world.people.values()]
    found, cursor = slice_of(everybody, arguments, 1000)
    return {"members": found, "cache_ts": context.world.seconds(), "response_metadata": {"next_cursor": cursor}}


def lookup_by_email(context: Context, arguments: Arguments) -> Json:
    """users.lookupByEmail"""
    email = arguments.required("email").lower()
    for person in context.world.people.values():
        if person.email.lower() == email and not person.is_bot:
            return {"user": user_object(context, person, False)}
    raise SlackRefusal("users_not_found")


def _group_object(context: Context, group: UserGroup, users: bool, count: bool) -> Json:
    shown: Json = {
        "id": group.id, "team_id": context.world.team_id, "is_usergroup": True, "is_subteam": True, "name": group.name,
        "description": "", "handle": group.handle, "is_external": False, "date_create": 1_700_000_000,
        "date_update": 1_700_000_000, "date_delete": 0, "auto_type": None, "auto_provision": False,
        "enterprise_subteam_id": "", "created_by": "", "updated_by": "", "deleted_by": None,
        "prefs": {"channels": [], "groups": []}, "channel_count": 0,
    }  # fmt: skip
    if users:
        shown["users"] = list(group.members)
    if users or count:
        shown["user_count"] = len(group.members)
    return shown


def usergroups_list(context: Context, arguments: Arguments) -> Json:
    """usergroups.list"""
    users, count = arguments.flag("include_users"), arguments.flag("include_count")
    groups = context.world.usergroups.values()
    return {"usergroups": [_group_object(context, group, users, count) for group in groups]}


def usergroup_users(context: Context, arguments: Arguments) -> Json:
    """usergroups.users.list"""
    group = context.world.usergroups.get(arguments.required("usergroup"))
    if group is None:
        raise SlackRefusal("no_such_subteam")
    return {"users": list(group.members)}


def team_info(context: Context, arguments: Arguments) -> Json:
    """team.info"""
    world = context.world
    wanted = arguments.text("team")
    if wanted and wanted != world.team_id:
        raise SlackRefusal("team_not_found")
    return {
        "team": {
            "id": world.team_id, "name": world.team_name, "url": f"https://{world.team_domain}.slack.com/",
            "domain": world.team_domain, "email_domain": "", "icon": {"image_default": True},
            "avatar_base_url": "https://avatars.invalid/", "is_verified": False,
        }
    }  # fmt: skip


def bots_info(context: Context, arguments: Arguments) -> Json:
    """bots.info"""
    wanted = arguments.text("bot")
    if wanted and wanted != context.world.bot_id:
        raise SlackRefusal("bot_not_found")
    return {"bot": {name: value for name, value in bot_profile(context.world).items() if name != "team_id"}}


def emoji_list(context: Context, arguments: Arguments) -> Json:
    """emoji.list"""
    return {"emoji": {}, "cache_ts": str(context.world.seconds())}


def connections_open(context: Context, arguments: Arguments) -> Json:
    """apps.connections.open"""
    return {"url": context.socket_url()}


METHODS: dict[str, Method] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": usergroups_list,
    "usergroups.users.list": usergroup_users,
    "team.info": team_info,
    "bots.info": bots_info,
    "emoji.list": emoji_list,
    "apps.connections.open": connections_open,
}

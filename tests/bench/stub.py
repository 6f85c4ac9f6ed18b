"""A Slack that answers every call with the same few words: the measured process is the bot, not this."""

import asyncio
import sys

from aiohttp import web

DELAY = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
ANSWER = {
    "ok": True,
    "user_id": "UBOT",
    "bot_id": "BBOT",
    "team_id": "T06XPOS",
    "url": "https://bench.slack.com/",
    "ts": "1.1",
    "channel": {"id": "D1"},
    "view": {"id": "V1", "hash": "1"},
    "user": {"id": "U", "name": "u", "locale": "fr-FR", "profile": {}},
    "users": ["UAMELIE", "UTOM"],
    "messages": [],
}


async def answer(request: web.Request) -> web.Response:
    """The same for everybody, after as many seconds as the second argument says."""
    if not request.path.endswith("/healthz"):
        await asyncio.sleep(DELAY)
    return web.json_response(ANSWER)


if __name__ == "__main__":
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)

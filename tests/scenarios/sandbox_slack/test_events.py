"""Events: who gets them, and how often they come again."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from slack_bolt import App

from tests.scenarios.sandbox_slack.playground import Json, Workspace


def test_events_reach_who_subscribes_and_again_when_unanswered(workspace: Workspace, http_app: App) -> None:
    seen: list[tuple[Json, Any]] = []

    @http_app.event("app_mention")
    def mentioned(event: Json, request: Any) -> None:
        seen.append((event, request.headers.get("x-slack-retry-num")))

    claire, bot = workspace.slack.as_person("UCLAIRE"), workspace.slack.bot_user_id
    claire.post("C0PARTNERS", f"<@{bot}> hello & <b>")
    workspace.slack.events.add("app_mention")
    claire.post("C0GENERAL", f"<@{bot}> not here")
    message = claire.post("C0PARTNERS", f"<@{bot}> hello & <b>")
    assert workspace.slack.settle()
    assert [event["ts"] for event, _ in seen] == [message["ts"]]
    assert seen[0][0]["text"] == f"<@{bot}> hello &amp; &lt;b&gt;"

    workspace.slack.signing_secret = "other"
    claire.post("C0PARTNERS", f"<@{bot}> again")
    assert workspace.slack.settle()
    assert len(seen) == 1


def test_retries_say_how_often_and_why(workspace: Workspace) -> None:
    requests: list[Json] = []

    class Broken(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append({"headers": dict(self.headers), "body": json.loads(body)})
            self.send_response(500 if len(requests) < 3 else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Broken)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{server.server_port}/slack/events")
    workspace.slack.events.add("app_home_opened")
    assert workspace.slack.as_person("UCLAIRE").open_home().status == 200
    server.shutdown()
    server.server_close()
    assert [r["headers"].get("X-Slack-Retry-Num") for r in requests] == [None, "1", "2"]
    assert requests[1]["headers"]["X-Slack-Retry-Reason"] == "http_error"
    assert len({r["body"]["event_id"] for r in requests}) == 1

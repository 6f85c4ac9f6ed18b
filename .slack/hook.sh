#!/bin/sh
# What Slack's CLI runs: `slack run` and `slack manifest` (docs.slack.dev, "Hooks"). It passes the tokens of the app
# it made as SLACK_CLI_XOXB and SLACK_CLI_XAPP, which win over those of another workspace that may stand in the
# environment or in .env; and arguments of its own, which we do not need.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
[ -x "$python" ] || python=python3
case "${1:-}" in
  manifest)
    exec "$python" -m bot manifest --format json
    ;;
  start)
    export SLACK_BOT_TOKEN="${SLACK_CLI_XOXB:-${SLACK_BOT_TOKEN:-}}"
    export SLACK_APP_TOKEN="${SLACK_CLI_XAPP:-${SLACK_APP_TOKEN:-}}"
    exec "$python" -m bot serve
    ;;
  *)
    echo "usage: .slack/hook.sh manifest|start" >&2
    exit 2
    ;;
esac

"""The embedded Slack: Web API, signed delivery, Socket Mode, and what people do. See README.md beside this file."""

"""The bot: what Slack sends, what is owed to the world, and the process around both. It may import `workflows` and
`sheets`; nobody imports it."""

"""The embedded workspace for `try` and the tests: Slack, Google, Hey Pongo and a mail server in memory. Nothing that
`serve` runs imports it."""

"""The world outside: Slack, its files, Google, Hey Pongo, the mail server, each with its failures sorted. It may import
`workflows` and `sheets` only; each of its modules is one client, for others to use."""

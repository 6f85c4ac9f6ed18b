"""The changes to a request, each one transaction, and the reading of requests. It may import `rules`, `storage` and
`outbox`."""

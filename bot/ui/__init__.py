"""Block Kit for what is to be said, pure: a request in, a message or a modal out. It may import `texts` and
`workflows`."""

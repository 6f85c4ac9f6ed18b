"""Who is who in Slack, kept in memory so that no click waits for the network. It may import `clients`, `texts` and
what is below them."""

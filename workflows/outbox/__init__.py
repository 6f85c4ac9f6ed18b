"""Keeps what is owed to the world, and how fast the world may be called. It may import `rules`, `storage`, and the
reminder rules, whose word for the approvers together it uses."""

"""Keeps what is owed to the world, and how fast the world may be called. It may import `rules` and `storage`."""

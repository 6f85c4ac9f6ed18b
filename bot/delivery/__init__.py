"""Performs what the outbox owes: one module per kind of effect, and the worker that hands them out."""

"""The approval workflow: states, rules, storage, and the outbox. Knows neither Slack nor Google."""

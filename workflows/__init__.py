"""The approval workflow: rules, requests, outbox, schedule, storage. It knows neither Slack nor Google."""

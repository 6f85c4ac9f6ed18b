"""What people read, as Block Kit and mails: a request in, a message or a modal out. It may import `services` and what
is below them; it asks neither Slack nor the sheet."""

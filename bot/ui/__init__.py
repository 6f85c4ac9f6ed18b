"""What people read, as Block Kit and mails: a request in, a message or a modal out. It may import `services` and what
is below them, and asks neither Slack nor the sheet; others use what its modules name in public: the part of the work
that a listener or a performer of the same name is about."""

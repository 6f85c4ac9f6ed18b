"""What is told about the bot itself: its log, `/metrics`, Google's quota. It may import `workflows` and `sheets` only;
each of its modules is for others to use."""

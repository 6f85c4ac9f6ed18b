"""What is decided without a database: the table of states, who may, what texts and files say, working time. Pure; it
may import nothing of `workflows` but the clock."""

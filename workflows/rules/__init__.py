"""Decides without a database: the tables of states and effects, who may, what texts and files say, working time. Pure;
it may import nothing of `workflows` but the clock."""

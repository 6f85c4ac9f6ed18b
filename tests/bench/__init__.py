"""Speed, each row beside a baseline that is measured in the same run. `make bench` prints and writes the table."""

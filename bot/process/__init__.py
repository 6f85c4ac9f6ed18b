"""One process: put together, kept alive, ended. It may import everything in `bot` but `commands` and the embedded
workspace."""

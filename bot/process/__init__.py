"""One process: put together, kept alive, ended. It may import everything in `bot` but `commands` and the embedded
workspace; others use `bootstrap`: `build` for a bot that is put together, `serve` for one that runs until it is told
to stop."""

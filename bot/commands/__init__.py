"""What a person types: `serve`, `try`, `init`, `check`, `export` … It may import everything in `bot`; others use
`cli.app` alone."""

"""The checks of scripts/tidy: each module has check(files) -> findings, one line each."""

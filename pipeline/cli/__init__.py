"""The command line: parses, calls one verb, shows. Heavy libraries are imported inside the commands, so that --help is quick."""

from __future__ import annotations

import sys

from pipeline.cli.app import app
from pipeline.errors import TurvenError

__all__ = ["app", "main"]


def main() -> None:
    """Runs the command. What a user can mend is one line on standard error and exit code 2."""
    try:
        app(prog_name="turven")
    except TurvenError as error:
        print(f"turven: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        # the reader of the output (head, less) has seen enough
        sys.stderr.close()
        raise SystemExit(0) from None

"""The command line: parse, call one verb, show. Heavy libraries are imported in the commands."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from typer.exceptions import Abort, TyperException

from pipeline.cli.app import app
from pipeline.errors import TurvenError


def main() -> None:
    """Run the command; errors a user can fix are one line on standard error, with exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # a terminal with another encoding shows ? for characters it lacks
            stream.reconfigure(errors="replace")
    try:
        raise SystemExit(app(prog_name="turven", standalone_mode=False) or 0)
    except (TurvenError, TyperException) as error:
        print(f"turven: {_one_line(error)}", file=sys.stderr)
        raise SystemExit(2) from None
    except Abort:
        print("turven: stopped", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        # the reader of the output (head, less) has closed it
        sys.stderr.close()
        raise SystemExit(0) from None


def _one_line(error: Exception) -> str:
    message = error.format_message() if isinstance(error, TyperException) else str(error)
    return " ".join(message.split())

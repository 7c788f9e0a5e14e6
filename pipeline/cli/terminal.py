"""The terminal: how texts, figures, tables and progress are printed.

rich is imported on first use, so that --help is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame
    from rich.console import Console
    from rich.table import Table

    from pipeline.model import Measure

NOTHING = "–"
LINE_WIDTH = 79
"""The most columns of a line about an answer, however wide the terminal is."""

MAX_PROBLEMS = 8

_STAGES = {
    "prepare": "reading codebooks and labels",
    "desk": "reading and coding the answers",
    "evaluate": "learning from some respondents, coding the answers of others",
    "score": "comparing with people, writing the page",
    "agree": "comparing coders",
}
"""What each stage does, for verbs other than a run."""

_STAGES_IN_PERCENT = ("evaluate", "agree")


def console(*, stderr: bool = False, soft_wrap: bool = True) -> Console:
    """Return a console that prints users' texts verbatim, without reading them as markup."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=soft_wrap, markup=False, emoji=False)


def say(text: str, style: str = "") -> None:
    """Print a text as it is; the terminal wraps long lines."""
    from rich.text import Text

    console().print(Text(text, style=style))


def console_with_title(title: str, note: str, *, soft_wrap: bool = False) -> Console:
    """Return a console, with the title of a study and its note printed."""
    from rich.text import Text

    screen = console(soft_wrap=soft_wrap)
    screen.print(Text(title, style="bold"))
    if note:
        screen.print(Text(note, style="yellow"))
    return screen


def visible(text: str) -> str:
    """Return the text, same length, with a visible sign for each control character.

    So no answer can control the terminal.
    """
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def one_line(text: str, width: int = LINE_WIDTH) -> str:
    """Return the text, made visible, on one line of at most that width."""
    line = " ".join(visible(text).split())
    return line if len(line) <= width else f"{line[: width - 2]} …"


def place(*parts: str) -> str:
    """Return the known parts of a location: file, row, column."""
    return ", ".join(part for part in parts if part)


def number(value: float | None) -> str:
    """Return `0.82`, or a dash."""
    return NOTHING if value is None else f"{value:.2f}"


def percent(share: float | None) -> str:
    """Return `82%`, or a dash."""
    return NOTHING if share is None else f"{share:.0%}"


def measured(measure: Measure) -> str:
    """Return `0.82 0.74–0.89`; without an interval the value alone."""
    if measure.interval is None:
        return number(measure.value)
    low, high = measure.interval
    return f"{number(measure.value)} {number(low)}–{number(high)}"


def plain_table(first: str = "") -> Table:
    """Return a table without lines. A first column named here wraps; else there is no header."""
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_header=bool(first)
    )
    if first:
        table.add_column(Text(first), overflow="fold")
    return table


def say_problems(problems: DataFrame) -> None:
    """Print the first problems, each with location and advice, and how many more there are."""
    for problem in problems.head(MAX_PROBLEMS).to_dict("records"):
        row = f"row {problem['row']}" if problem["row"] else ""
        where = place(problem["file"], row, problem["column"])
        say(visible(f"{where}: {problem['what']}. {problem['what_to_do']}"), "yellow")
    if len(problems) > MAX_PROBLEMS:
        say(f"and {len(problems) - MAX_PROBLEMS} more problems", "yellow")


def can_ask() -> bool:
    """Whether the terminal can ask a question."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def progress() -> Iterator[Callable[[str, int], None]]:
    """Yield a function that reports on standard error which stage has begun and its progress.

    On a terminal it updates one line, elsewhere it prints a plain line for each stage.
    """
    screen = console(stderr=True)
    if screen.is_terminal:
        with screen.status("starting") as status:
            yield lambda stage, done: status.update(_stage_line(stage, done))
        return
    begun: set[str] = set()

    def print_stage(stage: str, _done: int) -> None:
        if stage not in begun:
            begun.add(stage)
            print(f"turven: {_stage_words(stage)}", file=sys.stderr, flush=True)

    yield print_stage


def _stage_line(stage: str, done: int) -> str:
    words = _stage_words(stage)
    if stage in _STAGES_IN_PERCENT:
        return f"{words} ({done}%)"
    return f"{words} ({done:,} answers)" if done else words


def _stage_words(stage: str) -> str:
    """Return what a stage does; stages of a run describe themselves."""
    if stage in _STAGES:
        return _STAGES[stage]
    from pipeline.run import STAGES

    return next(one.does for one in STAGES if one.name == stage)

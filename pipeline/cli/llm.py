"""`turven llm`: asking a language model about the answers, and how far that has come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Exit

from pipeline.cli.arguments import StudyFolder
from pipeline.cli.terminal import console, say, visible

if TYPE_CHECKING:
    from pipeline.run.llm import AskProgress, QuestionReplies

commands = typer.Typer(
    no_args_is_help=True,
    help="Ask a language model on this machine about the answers; a run reads what it replied.",
)

Questions = Annotated[
    list[str] | None, Argument(metavar="[QUESTION...]", help="Only these questions, by their ids.")
]

_TEXTS_A_LINE = 100
"""Off a terminal a line is printed every so many texts."""

_MINUTE, _HOUR = 60, 3600


@commands.command("ask")
def ask_model(folder: StudyFolder, questions: Questions = None) -> None:
    """Ask about every text without a reply; stop when you like, and ask again to go on."""
    from pipeline.run.llm import ask, question_replies
    from pipeline.study import read_study

    study = read_study(folder)
    chosen = questions or []
    stopped = left_for = ""
    try:
        with _progress() as show:
            asked = ask(study, chosen, progress=show)
        replies, stopped, left_for = asked.questions, asked.stopped, asked.left_for
    except KeyboardInterrupt:
        stopped = "you stopped it"
        replies = tuple(question_replies(study, chosen).values())
    if left_for:
        say(f"These answers left this machine, for {left_for}; the report says so.", "yellow")
    _show(replies)
    waiting = sum(len(each.waiting) for each in replies)
    if waiting:
        # a server may put anything into what it says
        stopped = " ".join(visible(stopped).split())
        why = f"{stopped[:1].upper()}{stopped[1:]}. " if stopped else ""
        say(f"{why}{waiting:,} texts are left; to go on:  turven llm ask {folder}", "yellow")
        raise Exit(1)


@commands.command("status")
def show_status(folder: StudyFolder, questions: Questions = None) -> None:
    """Show how many texts have a reply, and how many are left; opens no connection."""
    from pipeline.run.llm import question_replies
    from pipeline.study import read_study

    _show(tuple(question_replies(read_study(folder), questions or []).values()))


def _show(replies: tuple[QuestionReplies, ...]) -> None:
    """Print what came of asking each question."""
    for each in replies:
        parts = [f"{each.replied:,} of {len(each.texts):,} texts replied to"]
        if each.invalid:
            parts.append(f"{each.invalid:,} with an invalid reply, left to the other coders")
        if each.failed:
            parts.append(f"{each.failed:,} without a reply")
        if each.cut:
            parts.append(f"{each.cut:,} shown in part, because they are long")
        if each.replies.others:
            parts.append(
                f"{each.replies.others:,} replies are not used: another model, prompt or codebook"
            )
        if each.replies.damaged:
            parts.append(f"{each.replies.damaged:,} lines of the file can't be read")
        say(f"{each.question}: {'; '.join(parts)}")


@contextmanager
def _progress() -> Iterator[Callable[[AskProgress], None]]:
    """Yield a function that shows how far asking is: one line on a terminal, else now and then."""
    screen = console(stderr=True)
    if screen.is_terminal:
        with screen.status("looking at the server") as status:
            yield lambda progress: status.update(_words(progress))
        return

    def print_line(progress: AskProgress) -> None:
        first_estimate = progress.seconds_left is not None and not told
        if first_estimate or progress.done % _TEXTS_A_LINE == 0:
            told.append(progress.done)
            print(f"turven: {_words(progress)}", file=sys.stderr, flush=True)

    told: list[int] = []
    yield print_line


def _words(progress: AskProgress) -> str:
    words = f"asking about {progress.question}: {progress.done:,} of {progress.total:,} texts"
    if progress.seconds_left is None:
        return words
    return f"{words}, about {duration(progress.seconds_left)} to go"


def duration(seconds: float) -> str:
    """Return a length of time in words, rounded: `3 minutes`, `2 hours`."""
    for size, unit in ((_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:,.0f} {unit}s"
    return "a minute"

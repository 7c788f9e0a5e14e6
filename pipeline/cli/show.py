"""Shows results on the terminal. Nothing is computed here."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from pandas import DataFrame

    from pipeline.codebook import Advice
    from pipeline.coding import ExampleResult, Explanation
    from pipeline.decisions import Imported
    from pipeline.model import Codebook
    from pipeline.run import Check, Proposal, Run

_MOST_PROBLEMS = 8
_LONGEST_RULE = 160
_WIDTH = 79
_STAGE = {
    "prepare": "reading codebooks and labels",
    "desk": "reading and coding the answers",
    "evaluate": "learning from some respondents, coding the answers of others",
    "score": "comparing with people, writing the page",
    "agree": "comparing coders",
}


def _console(*, stderr: bool = False) -> Console:
    # texts of users are shown as they are, not read as markup
    return Console(stderr=stderr, highlight=False, soft_wrap=True, markup=False, emoji=False)


def visible(text: str) -> str:
    """The text with control characters shown by a sign, so that no answer steers the terminal; as long as it was."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def is_asked() -> bool:
    """Whether a person sits at the terminal who can be asked something."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def progress() -> Iterator[Callable[[str, int], None]]:
    """Tells on standard error how far a run is: a moving line on a terminal, plain lines elsewhere."""
    console = _console(stderr=True)
    if console.is_terminal:
        with console.status("starting") as status:
            yield lambda stage, done: status.update(_stage(stage, done))
        return
    told: set[str] = set()

    def plain(stage: str, done: int) -> None:
        if stage not in told:
            told.add(stage)
            print(f"turven: {_does(stage)}", file=sys.stderr, flush=True)

    yield plain


def _stage(stage: str, done: int) -> str:
    if stage in ("evaluate", "agree"):
        return f"{_does(stage)} ({done}%)"
    return f"{_does(stage)} ({done:,} answers)" if done else _does(stage)


def _does(stage: str) -> str:
    """Return what a stage does, in words: a run's stages say it themselves."""
    if stage in _STAGE:
        return _STAGE[stage]
    from pipeline.run import STAGES

    return next(one.does for one in STAGES if one.name == stage)


def result(run: Run) -> None:
    """Where the answers went, and where the outputs are."""
    console = _console()
    s = run.summary
    a = s.answers
    console.print(Text(f"{s.title}", style="bold"))
    if s.note:
        console.print(Text(s.note, style="yellow"))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    rows = (
        (a.read, "answers read"),
        (a.coded, "coded to themes"),
        (a.other, "overig: a real answer that fits no theme"),
        (a.no_answer, "geen-antwoord: nothing was answered"),
        (a.uncoded, "uncoded: no rule applies and the classifier is not sure"),
        (a.refused, "refused: see coding/problems.csv"),
    )
    for n, what in rows:
        table.add_row(f"{n:,}", what)
    console.print(table)
    by = ", ".join(
        f"{n:,} by {source}" for source, n in s.sources.items() if source != "none" and n
    )
    console.print(f"Codings: {by or 'none'}.")
    if run.decisions:
        stale = (
            f"; {run.stale:,} no longer fit, because the text of the answer has changed"
            if run.stale
            else ""
        )
        console.print(f"Decisions of reviewers: {run.decisions:,} in the log{stale}.")
    _figures(console, run)
    _acceptances(console, run)
    _problems(console, run.problems)
    console.print(f"Report: {run.folder / 'report' / 'report.html'}")


def _figures(console: Console, run: Run) -> None:
    """What was hidden, corrected and found changed, where there is something to say."""
    hidden = int(run.counts["suppressed"].sum())
    if hidden:
        console.print(
            f"Hidden by the disclosure rules: {hidden:,} of {len(run.counts):,} figures; all stand in coding/theme_counts.csv."
        )
    changes = [change for question in run.summary.questions for change in question.changes]
    if changes:
        up, down = (
            sum(change.verdict == verdict for change in changes) for verdict in ("up", "down")
        )
        console.print(
            f"Changes between waves: {up} up, {down} down, of {len(changes)} themes tested."
        )
    corrected = [question for question in run.summary.questions if question.corrections]
    if corrected:
        reviewed = sum(max(c.labelled for c in question.corrections) for question in corrected)
        console.print(
            f"Corrected by the reviewed sample: {len(corrected)} questions, by {reviewed:,} reviewed texts (report/corrections.csv)."
        )


def _acceptances(console: Console, run: Run) -> None:
    if not run.acceptances:
        return
    console.print(f"For a person to look at: {run.to_review:,} answers, in coding/review.csv.")
    for said, questions in _by_value(run.acceptances).items():
        console.print(Text(f"  {', '.join(questions)}: {said}"))


def _by_value(said: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for question, words in said.items():
        found.setdefault(words, []).append(question)
    return found


def check(found: Check) -> None:
    """What a study holds and what is wrong with it."""
    console = _console()
    waves = ", ".join(f"{wave}: {n:,} respondents" for wave, n in found.respondents.items())
    console.print(
        f"{found.study.title}: {waves}; {len(found.study.questions)} questions, {found.read:,} answers, {found.labels:,} labels"
        f"{f', {found.decisions:,} decisions' if found.decisions else ''}."
    )
    _problems(console, found.problems)
    for question, advice_of in found.advice.items():
        for advice in advice_of[:_MOST_PROBLEMS]:
            console.print(Text(f"codebook {question}: {advice.theme}: {advice.what}"))
        if len(advice_of) > _MOST_PROBLEMS:
            console.print(
                f"codebook {question}: and {len(advice_of) - _MOST_PROBLEMS} more; see  turven codebook check"
            )
    if not len(found.problems) and not any(found.advice.values()):
        console.print("Nothing is wrong.")


def explanation(found: Explanation) -> None:
    """The verbatim with its evidence marked, then a line for every coding."""
    console = _console()
    console.print(
        f"{found.wave}/{found.respondent}/{found.question}  ({found.file}, row {found.row})"
    )
    shown = visible(found.verbatim)
    verbatim = Text(shown or "(empty)")
    for because in found.because:
        for span in because.spans:
            verbatim.stylize("underline bold", *span)
    console.print(verbatim)
    console.print()
    for because in found.because:
        if not because.theme:
            console.print("uncoded: no rule applies and the classifier is not sure")
            continue
        words = ", ".join(f"'{shown[start:end]}'" for start, end in because.spans)
        evidence = f" on {words}" if words else ""
        reason = f"{because.why}: {_short(because.rule)}" if because.rule else because.why
        sure = "" if because.source != "classifier" else f" {because.confidence:.0%}"
        console.print(
            Text(f"{because.label}", style="bold"),
            Text(f" [{because.theme}] by {because.source}{sure}{evidence}"),
            sep="",
        )
        console.print(Text(f"    {reason}"))


def _short(rule: str) -> str:
    return rule if len(rule) <= _LONGEST_RULE else f"{rule[:_LONGEST_RULE]} …"


def advice(found: Mapping[Path, tuple[Codebook, tuple[Advice, ...]]]) -> None:
    """What each codebook leaves open."""
    console = _console()
    for file, (book, open_places) in found.items():
        console.print(
            f"{file}: {len(book.theme_ids)} themes, {len(book.rules)} rules, no mistakes."
        )
        for place in open_places:
            console.print(Text(f"  {place.theme}: {place.what}"))


def examples(results: Mapping[Path, Sequence[ExampleResult]]) -> None:
    """How many examples do what the codebook says, and each that doesn't."""
    console = _console()
    for file, found in results.items():
        failing = [r for r in found if not r.passed]
        console.print(
            f"{file}: {len(found) - len(failing)} of {len(found)} examples do as they should."
        )
        for bad in failing:
            console.print(Text(f"  {bad}"))


def proposal(found: Proposal) -> None:
    """What an export looks like."""
    console = _console()
    console.print(f"{found.export}")
    console.print(Text(f"  respondents: column {found.respondent}"))
    for name, values in found.segments.items():
        console.print(Text(f"  segment {name}: {', '.join(values)}"))
    for question, column in found.questions.items():
        console.print(Text(f"  open question {question}: column {column}"))


def written(files: Sequence[Path], folder: Path) -> None:
    """The files made, and what to do next."""
    console = _console()
    for file in files:
        console.print(Text(f"wrote {file}"))
    console.print(
        Text(f"Next: read {folder / 'study.yaml'} and the codebooks, then  turven run {folder}")
    )


def queue(found: DataFrame, file: Path | None) -> None:
    """The answers to label, a few lines each, unless they went to a file; and how many were drawn by chance."""
    console = _console()
    columns = (
        "wave",
        "respondent_id",
        "question",
        "respondents",
        "text",
        "suggestion",
        "strategy",
        "reason",
        "probability",
    )
    for wave, who, question, respondents, text, suggestion, strategy, reason, chance in _rows(
        found, columns, file
    ):
        others = f" and {respondents - 1:,} more who wrote the same" if respondents > 1 else ""
        drawn = "" if chance != chance else f", chance {chance:.3g}"
        console.print(
            Text(_fit(f"{wave}/{who}/{question}{others}  {strategy}{drawn}"), style="bold")
        )
        _indented(console, text, f"suggestion: {suggestion or 'none'}", reason)
    by_chance = int(found["probability"].notna().sum())
    chosen = Counter(found.loc[found["probability"].isna(), "strategy"])
    parts = [
        f"{by_chance:,} drawn by chance",
        *(f"{n:,} chosen ({strategy})" for strategy, n in chosen.items()),
    ]
    console.print(
        f"{len(found):,} answers to label: {', '.join(parts)}."
        if len(found)
        else "No answer to label."
    )
    _wrote(console, file)


def trouble(found: DataFrame, file: Path | None) -> None:
    """The labels that look wrong, a few lines each, unless they went to a file; and how many there are by reason."""
    console = _console()
    columns = (
        "wave",
        "respondent_id",
        "question",
        "text",
        "labels",
        "reason",
        "why",
        "suggestion",
        "coder",
    )
    for wave, who, question, text, labels, reason, why, suggestion, coder in _rows(
        found, columns, file
    ):
        console.print(Text(_fit(f"{wave}/{who}/{question}  {reason}"), style="bold"))
        instead = [f"suggestion: {suggestion}"] if suggestion else []
        _indented(console, text, f"labels: {labels} (by {coder})", why, *instead)
    by_reason = ", ".join(f"{n:,} {reason}" for reason, n in Counter(found["reason"]).items())
    console.print(
        f"{len(found):,} labels to look at: {by_reason}." if len(found) else "No label looks wrong."
    )
    _wrote(console, file)


def _rows(found: DataFrame, columns: Sequence[str], file: Path | None) -> Iterator[tuple[Any, ...]]:
    return (
        zip(*(found[name].tolist() for name in columns), strict=True) if file is None else iter(())
    )


def _fit(text: str, width: int = _WIDTH) -> str:
    """The text on one line of that width at most."""
    line = " ".join(visible(text).split())
    return line if len(line) <= width else f"{line[: width - 2]} …"


def _indented(console: Console, *lines: str) -> None:
    for line in lines:
        console.print(Text(f"  {_fit(line, _WIDTH - 2)}"))


def _wrote(console: Console, file: Path | None) -> None:
    if file is not None:
        console.print(Text(f"wrote {file}"))


def exported(number: int, path: Path) -> None:
    """How many decisions were written where."""
    _console().print(
        Text(f"{number:,} {'decision' if number == 1 else 'decisions'} written to {path}")
    )


def imported(found: Imported) -> None:
    """What became of an archive."""
    console = _console()
    console.print(
        Text(
            f"decisions added: {len(found.added):,}; there already: {found.known:,}; left out: {found.left_out:,}"
        )
    )
    if found.quotes:
        console.print(Text(f"what was said of quotes, added: {found.quotes:,}"))
    _problems(console, found.problems)


def problems(frame: DataFrame) -> None:
    """The first lines of what was wrong."""
    _problems(_console(), frame)


def _problems(console: Console, frame: DataFrame) -> None:
    columns = (
        frame[name].head(_MOST_PROBLEMS).tolist()
        for name in ("file", "row", "column", "what", "what_to_do")
    )
    for file, row, column, what, todo in zip(*columns, strict=True):
        place = ", ".join(part for part in (file, f"row {row}" if row else "", column) if part)
        console.print(Text(visible(f"{place}: {what}. {todo}"), style="yellow"))
    if len(frame) > _MOST_PROBLEMS:
        console.print(Text(f"and {len(frame) - _MOST_PROBLEMS} more problems", style="yellow"))

"""`turven run`, `check`, `explain` and `init`: a study from its start to its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Exit, Option

from pipeline.cli.arguments import Strict, StudyFolder, processes_that
from pipeline.cli.terminal import console, percent, progress, say, say_problems, visible

if TYPE_CHECKING:
    from pipeline.coding import Explanation, Outvoted
    from pipeline.run import Check, Proposal

UNCODED = "uncoded: no rule applies and the classifier is not sure"

_MAX_ADVICE = 8
_MAX_RULE = 160
"""Characters of a rule shown at most."""


def run(
    folder: StudyFolder,
    out: Annotated[
        Path | None, Option(help="Folder for the outputs; by default outputs/<study> here.")
    ] = None,
    processes: Annotated[int, processes_that("code")] = 0,
    labels: Annotated[
        bool,
        Option("--labels/--no-labels", help="Use people's labels, or code as if there were none."),
    ] = True,
    strict: Strict = False,
) -> None:
    """Code a study: answers to themes, counts, charts, word clouds and a report page."""
    from pipeline.cli.show_run import show_run
    from pipeline.run import run
    from pipeline.study import read_study

    study = read_study(folder)
    with progress() as show:
        result = run(study, out=out, processes=processes, use_labels=labels, progress=show)
    show_run(result)
    if strict and (len(result.problems) or result.summary.answers.uncoded):
        raise Exit(1)


def check(folder: StudyFolder, strict: Strict = False) -> None:
    """Read all that a run would read, code nothing, and report what is wrong or worth a look."""
    from pipeline.run import check_study
    from pipeline.study import read_study

    result = check_study(read_study(folder))
    attention = len(result.problems) > 0 or any(result.advice.values())
    attention = attention or bool(result.undecided)
    _show_check(result)
    if not attention:
        say("Nothing is wrong.")
    if strict and attention:
        raise Exit(1)


def explain(
    folder: StudyFolder,
    answer: Annotated[
        str, Argument(metavar="ANSWER", help="wave/respondent/question, such as 2025/g01/functies.")
    ],
) -> None:
    """Tell why an answer got its themes: rule, words and place of each."""
    from pipeline.coding import explain
    from pipeline.study import read_study

    _show_explanation(explain(read_study(folder), answer))


def init(
    folder: Annotated[Path, Argument(metavar="DIR", help="Folder for the new study.")],
    export: Annotated[
        Path | None, Option(help="The survey export (CSV, XLSX or SAV); asked for when left out.")
    ] = None,
    name: Annotated[
        str | None, Option(help="Name of the study; by default that of the folder.")
    ] = None,
    language: Annotated[str, Option(help="Language of the answers, as an ISO code.")] = "nl",
    wave: Annotated[str, Option(help="Id of the wave, such as the year.")] = "1",
    yes: Annotated[bool, Option("--yes", help="Take the proposal without asking.")] = False,
) -> None:
    """Start a study from an export: propose study.yaml and first codebooks from its columns."""
    from pipeline.run import propose, write_study

    export = export or Path(typer.prompt("Which export holds the answers (CSV, XLSX or SAV)?"))
    proposal = propose(export)
    _show_proposal(proposal)
    if not yes and not typer.confirm("Write this study?", default=True):
        raise Exit
    name = name or folder.resolve().name
    for file in write_study(proposal, folder, name=name, tongue=language, wave=wave):
        say(f"wrote {file}")
    say(f"Next: read {folder / 'study.yaml'} and the codebooks, then  turven run {folder}")


def _show_check(check: Check) -> None:
    waves = [f"{wave}: {n:,} respondents" for wave, n in check.respondents.items()]
    holds = [
        f"{len(check.study.questions)} questions",
        f"{check.read:,} answers",
        f"{check.labels:,} labels",
    ]
    if check.decisions:
        holds.append(f"{check.decisions:,} decisions")
    say(f"{check.study.title}: {', '.join(waves)}; {', '.join(holds)}.")
    say_problems(check.problems)
    for sentence in check.undecided:
        say(visible(sentence), "yellow")
    for question, advice in check.advice.items():
        for piece in advice[:_MAX_ADVICE]:
            say(f"codebook {question}: {piece.theme}: {piece.what}")
        if len(advice) > _MAX_ADVICE:
            more = len(advice) - _MAX_ADVICE
            say(f"codebook {question}: and {more} more; see  turven codebook check")


def _show_explanation(answer: Explanation) -> None:
    """Print the verbatim with its evidence marked, then each coding with its reason."""
    from rich.text import Text

    say(f"{answer.wave}/{answer.respondent}/{answer.question}  ({answer.file}, row {answer.row})")
    verbatim = visible(answer.verbatim)
    marked = Text(verbatim or "(empty)")
    for coding in answer.because:
        for span in coding.spans:
            marked.stylize("underline bold", *span)
    screen = console()
    screen.print(marked)
    screen.print()
    for coding in answer.because:
        if not coding.theme:
            say(UNCODED)
            continue
        source = f" [{coding.theme}] by {coding.source}"
        if coding.source in ("classifier", "llm"):
            source += f" {percent(coding.confidence)}"
        if coding.spans:
            words = [f"'{verbatim[start:end]}'" for start, end in coding.spans]
            source += f" on {', '.join(words)}"
        screen.print(Text().append(coding.label, style="bold").append(source))
        say(f"    {_reason(coding.why, coding.rule)}")
        if coding.guess:
            say("    a guess: no label supports it yet")
    for hit in answer.outvoted:
        _show_outvoted(hit)


def _show_outvoted(hit: Outvoted) -> None:
    """Print a rule's hit that labels speak against."""
    from rich.text import Text

    outvoted = f" [{hit.theme}] not given: labels make it {percent(hit.probability)} likely"
    console().print(Text().append(hit.label, style="strike").append(outvoted))
    say(f"    outvoted rule {_reason(hit.why, hit.rule)}")


def _reason(why: str, rule: str) -> str:
    if not rule:
        return why
    if len(rule) > _MAX_RULE:
        rule = f"{rule[:_MAX_RULE]} …"
    return f"{why}: {rule}"


def _show_proposal(proposal: Proposal) -> None:
    say(f"{proposal.export}")
    say(f"  respondents: column {proposal.respondent}")
    for name, values in proposal.segments.items():
        say(f"  segment {name}: {', '.join(values)}")
    for question, column in proposal.questions.items():
        say(f"  open question {question}: column {column}")

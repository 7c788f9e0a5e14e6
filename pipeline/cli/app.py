"""The commands, one function each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import quotes as quoting
from pipeline.cli import show
from pipeline.cli.lint import lint

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help=(
    "Code open survey answers: rules and a classifier, theme counts, charts and word clouds. Everything runs on this machine."
))  # fmt: skip
codebook = typer.Typer(no_args_is_help=True, help="Check and test codebooks.")
app.add_typer(codebook, name="codebook")
decisions = typer.Typer(
    no_args_is_help=True,
    help="Archive the decisions of reviewers as plain CSV, and take them back.",
)
app.add_typer(decisions, name="decisions")
workbook = typer.Typer(
    no_args_is_help=True, help="Give reviewers an Excel workbook, and take it back."
)
app.add_typer(workbook, name="workbook")
app.add_typer(quoting.quotes, name="quotes")
app.command("redact")(quoting.redact)

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="The folder with study.yaml.")]
Books = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Codebook files.")]
Sheet = Annotated[
    Path | None, typer.Option(metavar="FILE.csv", help="Write the list to this new file instead.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 when something needs attention.")
]


def _version(wanted: bool) -> None:
    if wanted:
        from pipeline.version import __version__

        typer.echo(f"turven {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    study: StudyFolder,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the outputs; by default outputs/<study> here.")
    ] = None,
    processes: Annotated[
        int,
        typer.Option(
            min=0, help="Processes that code, 0 for what suits the study; the result is the same."
        ),
    ] = 0,
    labels: Annotated[
        bool,
        typer.Option(
            "--labels/--no-labels", help="Use people's labels, or code as if nobody had labelled."
        ),
    ] = True,
    strict: Strict = False,
) -> None:
    """Code a study: answers to themes, counts, charts, word clouds and a report page."""
    from pipeline.run import run as run_study
    from pipeline.study import read_study

    settled = read_study(study)
    with show.progress() as progress:
        result = run_study(
            settled, out=out, processes=processes, use_labels=labels, progress=progress
        )
    show.result(result)
    if strict and (len(result.problems) or result.summary.answers.uncoded):
        raise typer.Exit(1)


@app.command()
def check(study: StudyFolder, strict: Strict = False) -> None:
    """Read everything a run would read, code nothing, and tell what is wrong or worth a look."""
    from pipeline.run import check_study
    from pipeline.study import read_study

    found = check_study(read_study(study))
    show.check(found)
    if strict and (len(found.problems) or any(found.advice.values())):
        raise typer.Exit(1)


@app.command()
def evaluate(
    study: StudyFolder,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for tables and page; by default outputs/<study>-evaluation here."
        ),
    ] = None,
    folds: Annotated[
        int, typer.Option(help="Parts of the respondents, each kept out of training in turn.")
    ] = 5,
    seed: Annotated[
        int, typer.Option(help="Number that settles who is in which part; the same gives the same.")
    ] = 0,
    error: Annotated[
        float | None,
        typer.Option(
            help="Share of wrong answers accepted in coding without a person; by default the study's, or 0.05."
        ),
    ] = None,
    processes: Annotated[
        int,
        typer.Option(
            min=0, help="Processes that train, 0 for what suits the study; the result is the same."
        ),
    ] = 0,
    themes: Annotated[
        bool, typer.Option("--themes", help="Also show every theme on the terminal.")
    ] = False,
) -> None:
    """Measure how well rules, classifier and both code the labelled answers, and what more labels would buy."""
    from pipeline.cli.show_evaluation import evaluation
    from pipeline.evaluation import write_evaluation
    from pipeline.report.data import measurement_folder
    from pipeline.run import evaluate as evaluate_study
    from pipeline.study import read_study

    settled = read_study(study)
    measurement_folder(settled, "evaluation", out)
    with show.progress() as progress:
        found = evaluate_study(
            settled, folds=folds, seed=seed, error=error, processes=processes, progress=progress
        )
        folder = write_evaluation(settled, found, out=out)
    evaluation(found, folder, themes=themes)


@app.command()
def agreement(
    study: StudyFolder,
    question: Annotated[str | None, typer.Option(help="Of this question only, by its id.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for tables and page; by default outputs/<study>-agreement here."),
    ] = None,
    draws: Annotated[
        int, typer.Option(help="Samples of respondents that the intervals rest on.")
    ] = 1000,
    seed: Annotated[
        int, typer.Option(help="Number that settles the samples; the same gives the same.")
    ] = 0,
) -> None:
    """Measure how far coders agree, theme by theme; rules and classifier take part, so that one sees who is the odd one out."""
    from pipeline.agreement import agreement as measure_agreement
    from pipeline.agreement import write_agreement
    from pipeline.cli.show_agreement import agreement as show_agreement
    from pipeline.report.data import measurement_folder
    from pipeline.study import read_study

    settled = read_study(study)
    measurement_folder(settled, "agreement", out)
    with show.progress() as progress:
        found = measure_agreement(
            settled, question=question, draws=draws, seed=seed, progress=progress
        )
        folder = write_agreement(settled, found, out=out)
    show_agreement(found, folder)


@app.command()
def explain(
    study: StudyFolder,
    answer: Annotated[
        str,
        typer.Argument(
            metavar="ANSWER", help="wave/respondent/question, such as 2025/g01/functies."
        ),
    ],
) -> None:
    """Tell why an answer got its themes: rule, words and place of each."""
    from pipeline.coding import explain as explain_answer
    from pipeline.study import read_study

    show.explanation(explain_answer(read_study(study), answer))


@app.command()
def review(
    study: StudyFolder,
    host: Annotated[
        str,
        typer.Option(
            help="Name or address of this machine to listen on; by default only itself can reach it."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on, 0 for any that is free.")
    ] = 8765,
    reviewer: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A reviewer; with --host each gets a sign-in link."),
    ] = None,
    behind: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Public address (https://...) of a proxy that passes requests on."
        ),
    ] = "",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Open a page on which people decide what answers are about: for one reviewer here, or for a team."""
    from pipeline.cli.review import review as open_page

    open_page(
        study, host=host, port=port, reviewers=tuple(reviewer or ()), behind=behind, browser=browser
    )


@app.command()
def queue(
    study: StudyFolder,
    strategy: Annotated[
        str,
        typer.Option(
            help="Which queue: mixed, random, uncertain, rules-vs-classifier, rare, novel or diverse."
        ),
    ] = "mixed",
    size: Annotated[int, typer.Option(help="How many answers, divided over the questions.")] = 50,
    seed: Annotated[
        int,
        typer.Option(help="Number that decides the draw; the same number gives the same queue."),
    ] = 0,
    question: Annotated[str | None, typer.Option(help="Of this question only, by its id.")] = None,
    random_share: Annotated[
        float | None,
        typer.Option(help="Part drawn by chance, 0 to 1; by default as the strategy says."),
    ] = None,
    out: Sheet = None,
) -> None:
    """List the answers that people should label next, each with the reason and its chance of being drawn."""
    from pipeline.review import queue as make_queue
    from pipeline.study import new_sheet, read_study

    settled = read_study(study)
    sheet = new_sheet(out, settled) if out else None
    found = make_queue(
        settled,
        strategy=strategy,
        size=size,
        seed=seed,
        question=question,
        random_share=random_share,
    )
    show.queue(found, sheet.write(found) if sheet else None)


@app.command()
def trouble(study: StudyFolder, out: Sheet = None, strict: Strict = False) -> None:
    """List the labels that look wrong, each with the reason: contradictions first, then what a classifier doubts."""
    from pipeline.review import label_issues
    from pipeline.study import new_sheet, read_study

    settled = read_study(study)
    sheet = new_sheet(out, settled) if out else None
    found = label_issues(settled)
    show.trouble(found, sheet.write(found) if sheet else None)
    if strict and len(found):
        raise typer.Exit(1)


app.command()(lint)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the new study.")],
    export: Annotated[
        Path | None,
        typer.Option(help="The survey export (CSV, XLSX or SAV); asked for when left out."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the study; by default that of the folder.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the answers, as an ISO code.")] = "nl",
    wave: Annotated[str, typer.Option(help="Id of the wave, such as the year.")] = "1",
    yes: Annotated[bool, typer.Option("--yes", help="Take the proposal without asking.")] = False,
) -> None:
    """Start a study from an export: proposes study.yaml and first codebooks by looking at the columns."""
    from pipeline.run import propose, write_study

    export = export or Path(typer.prompt("Which export holds the answers (CSV, XLSX or SAV)?"))
    proposal = propose(export)
    show.proposal(proposal)
    if not yes and not typer.confirm("Write this study?", default=True):
        raise typer.Exit
    show.written(
        write_study(
            proposal, folder, name=name or folder.resolve().name, tongue=language, wave=wave
        ),
        folder,
    )


@codebook.command("check")
def check_codebooks(files: Books, strict: Strict = False) -> None:
    """Find mistakes in codebooks, and themes without enough definition, examples or rules."""
    from pipeline.codebook import advise, read_codebook

    books = {file: read_codebook(file) for file in files}
    found = {file: (book, advise(book)) for file, book in books.items()}
    show.advice(found)
    if strict and any(advice for _, advice in found.values()):
        raise typer.Exit(1)


@codebook.command("test")
def run_examples(files: Books, strict: Strict = False) -> None:
    """Run the examples and counterexamples of codebooks against their rules."""
    from pipeline.codebook import read_codebook
    from pipeline.coding import test_codebook

    results = {file: test_codebook(read_codebook(file)) for file in files}
    show.examples(results)
    if strict and any(not r.passed for found in results.values() for r in found):
        raise typer.Exit(1)


@decisions.command("export")
def export_decisions(
    study: StudyFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The new file.")],
) -> None:
    """Write all decisions, those taken back included, to a new CSV."""
    from pipeline.decisions import export_decisions as export
    from pipeline.study import read_study

    show.exported(export(read_study(study), file), file)


@decisions.command("import")
def import_decisions(
    study: StudyFolder,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A file that export wrote.")],
    strict: Strict = False,
) -> None:
    """Add the decisions of a CSV to the log; those that are there already stay as they are."""
    from pipeline.decisions import import_decisions as take
    from pipeline.study import read_study

    found = take(read_study(study), file)
    show.imported(found)
    if strict and len(found.problems):
        raise typer.Exit(1)


@workbook.command("export")
def export_workbooks(
    study: StudyFolder,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER|FILE.xlsx",
            help="Folder for the workbooks; for one question also a file.",
        ),
    ],
    question: Annotated[
        list[str] | None,
        typer.Option(help="Of this question only, by its id; may be given more than once."),
    ] = None,
    queue: Annotated[
        str,
        typer.Option(
            help="Which answers: all, random, uncertain, rules-vs-classifier, no-theme, rare,"
            " codebook-changed, stale or second."
        ),
    ] = "all",
    reviewer: Annotated[
        str, typer.Option(help="Name of who will fill it in; may be filled in there.")
    ] = "",
    blind: Annotated[
        bool, typer.Option("--blind", help="Hide suggestions and what was decided before.")
    ] = False,
    size: Annotated[
        int | None, typer.Option(help="At most so many different answers of each question.")
    ] = None,
) -> None:
    """Write an Excel workbook for each question, for a reviewer to fill in."""
    from pipeline.cli.show_workbook import written
    from pipeline.review.workbook import export_workbook
    from pipeline.study import read_study

    made = export_workbook(
        read_study(study),
        out,
        questions=question or (),
        queue=queue,
        reviewer=reviewer,
        blind=blind,
        size=size,
    )
    written(made, study)


@workbook.command("import")
def import_workbooks(
    study: StudyFolder,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Workbooks that came back.")
    ],
    reviewer: Annotated[
        str, typer.Option(help="Who filled them in; comes before the name in the workbook.")
    ] = "",
    override: Annotated[
        bool,
        typer.Option(
            "--override",
            help="Let the workbook come in the place of what its reviewer decided since.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be taken, and record nothing.")
    ] = False,
    strict: Strict = False,
) -> None:
    """Take workbooks back: what reviewers filled in becomes decisions, and what can't be taken is told."""
    from pipeline.cli.show_workbook import confirm_override, imported
    from pipeline.review.workbook import import_workbook, workbook_reviewers
    from pipeline.study import read_study

    settled = read_study(study)
    asks = show.is_asked()
    if not reviewer and asks and "" in workbook_reviewers(files):
        reviewer = typer.prompt("Who filled in the workbook?")
    ask = confirm_override if asks and not override and not dry_run else None
    found = import_workbook(
        settled, files, reviewer=reviewer, override=override, dry_run=dry_run, ask=ask
    )
    imported(found)
    if strict and found.not_taken:
        raise typer.Exit(1)

"""What turven makes itself gives no finding: page, chapters and workbook, and their PDFs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.lint.lint_report import lint
from pipeline.run import run

ROOT = Path(__file__).parents[3]
_CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def make_outputs(study: Path, codebooks: Path | None, folder: Path) -> Path:
    """Run a copy of a study that asks for every kind of report; return its outputs."""
    copy = folder / "data" / study.name
    shutil.copytree(study, copy)
    if codebooks:
        shutil.copytree(codebooks, folder / "codebooks")
    settings = copy / "study.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"files: [excel, word, html]\n{text}", encoding="utf-8")
    run(copy, out=folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a small survey."""
    folder = tmp_path_factory.mktemp("small")
    return make_outputs(ROOT / "tests" / "golden" / "study", None, folder)


@pytest.fixture(scope="module")
def monitor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of the example study: twelve questions, two waves, three segments."""
    folder = tmp_path_factory.mktemp("monitor")
    return make_outputs(ROOT / "data" / "ai-monitor", ROOT / "codebooks", folder)


def reports(outputs: Path) -> Iterator[Path]:
    """The reports of a run that a person reads."""
    report = outputs / "report"
    for name in ("report.html", "chapters.html", "chapters.docx", "theme_counts.xlsx"):
        assert (report / name).is_file(), name
        yield report / name


def findings(report: Path, outputs: Path) -> list[list[str]]:
    """The findings on a report by itself and beside the theme counts."""
    tables = [lint(report), lint(report, outputs)]
    return [row for table in tables for row in table.astype(str).to_numpy().tolist()]


def test_outputs_of_a_small_survey_are_silent(small: Path) -> None:
    """Page, chapters and workbook agree with themselves and with the theme counts."""
    for report in reports(small):
        assert findings(report, small) == [], report.name


@pytest.mark.slow
def test_outputs_of_the_example_study_are_silent(monitor: Path) -> None:
    """So do those with tables of two waves and of segments."""
    for report in reports(monitor):
        assert findings(report, monitor) == [], report.name


@pytest.mark.slow
@pytest.mark.skipif(_CHROMIUM is None, reason="no Chromium to print with")
@pytest.mark.parametrize("name", ["report", "chapters"])
def test_printed_pages_are_silent(monitor: Path, tmp_path: Path, name: str) -> None:
    """A page that is printed as PDF has rows of figures, whose themes stand before them."""
    printed = tmp_path / f"{name}.pdf"
    page = (monitor / "report" / f"{name}.html").as_uri()
    options = ["--headless", "--no-sandbox", f"--print-to-pdf={printed}"]
    subprocess.run([str(_CHROMIUM), *options, page], check=True, capture_output=True, timeout=300)

    assert findings(printed, monitor) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice to convert with")
def test_chapters_as_pdf_are_silent(monitor: Path, tmp_path: Path) -> None:
    """Cells of several lines, and intervals, are no figures of the row below."""
    chapters = monitor / "report" / "chapters.docx"
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(chapters)], check=False, capture_output=True, timeout=300)
    printed = tmp_path / "chapters.pdf"
    if not printed.is_file():
        pytest.skip("LibreOffice has no Writer here")

    assert findings(printed, monitor) == []

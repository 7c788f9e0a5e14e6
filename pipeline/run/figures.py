"""Figures of a finished run as a report writes them: "67% (n=20)".

Read from its files without counting anew.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipeline.counts import EVERYBODY, Cell, Direction, Figure, Instrument, WaveChange
from pipeline.errors import (
    MisuseError,
    UnknownQuestionError,
    UnknownThemeError,
    UnreadableFileError,
    did_you_mean,
)
from pipeline.language import language
from pipeline.report.words import NumberFormats, change_in_words

if TYPE_CHECKING:
    from pipeline.run.outputs import Run

NEWEST = "newest"


class ReportFigure(str):
    """A figure as text, with its numbers.

    Shares are fractions; all but `base` are None if a disclosure rule hides the figure.
    """

    share: float | None
    n: int | None
    base: int
    low: float | None
    high: float | None
    suppressed: bool

    @classmethod
    def from_figure(cls, figure: Figure, write: NumberFormats) -> ReportFigure:
        """Return the figure in the format of the study's language."""
        made = cls(write.figure(figure))
        made.share, made.low, made.high = figure.share, figure.low, figure.high
        made.n = None if figure.suppressed else figure.n
        made.base, made.suppressed = figure.base, figure.suppressed
        return made


def figure(
    run: Run | Path | str,
    question: str,
    theme: str,
    wave: str = NEWEST,
    segment: str | tuple[str, str] | None = None,
) -> ReportFigure:
    """Return how many named a theme, as `67% (n=20)` in the study's language.

    A word instead if the figure may not be shown. `run` is a finished run, its folder, or the
    report/ in it. `segment` is `"gemeentegrootte=klein"`, or a pair of variable and value. Raises a
    `TurvenError` with the nearest id for an unknown one.
    """
    counted = _counted(run)
    wave = counted.wave(question, wave)
    themes = counted.cells[question, wave][counted.cell(question, wave, segment)]
    if theme not in themes:
        raise UnknownThemeError(theme, question, themes)
    return ReportFigure.from_figure(themes[theme], counted.write)


def change_words(run: Run | Path | str, question: str, theme: str, wave: str = NEWEST) -> str:
    """Return how the theme changed to that wave from the one before, in words.

    `toegenomen` only if it is significant, else that no change is shown, or can't be known.
    """
    counted = _counted(run)
    wave = counted.wave(question, wave)
    themes = counted.cells[question, wave][EVERYBODY]
    if theme not in themes:
        raise UnknownThemeError(theme, question, themes)
    change = counted.changes.get((question, theme, wave))
    if change is None:
        return counted.write.text("file_change_unknown")
    return change_in_words(change, counted.write)


_Figures = dict[str, Figure]
"""By theme."""


@dataclass(frozen=True)
class _Counted:
    """The theme counts of a run, and its number formats."""

    study: str
    write: NumberFormats
    waves: tuple[str, ...]
    cells: Mapping[tuple[str, str], Mapping[Cell, _Figures]]
    """By question and wave."""
    changes: Mapping[tuple[str, str, str], WaveChange]
    """By question, theme and later wave."""

    def wave(self, question: str, wave: str) -> str:
        """Return that wave of the question; for `newest` the newest that asked it."""
        questions = dict.fromkeys(question for question, _ in self.cells)
        if question not in questions:
            raise UnknownQuestionError(question, self.study, questions)
        asked = [name for name in self.waves if (question, name) in self.cells]
        if wave == NEWEST and asked and NEWEST not in asked:
            return asked[-1]
        if wave not in asked:
            near = did_you_mean(wave, asked) or f" It has {', '.join(asked)}."
            raise MisuseError(f"question '{question}' has no wave '{wave}'.{near}")
        return wave

    def cell(self, question: str, wave: str, segment: str | Cell | None) -> Cell:
        """Return that segment of the question in that wave; without one everybody."""
        if segment is None:
            return EVERYBODY
        if isinstance(segment, str):
            name = segment
            variable, _, value = segment.partition("=")
        else:
            variable, value = segment
            name = f"{variable}={value}"
        known = self.cells[question, wave]
        if variable and (variable, value) in known:
            return variable, value
        names = [f"{name}={of}" for name, of in known if name]
        what = f"question '{question}' has no segment '{name}' in wave {wave}"
        if names and "=" not in name:
            raise MisuseError(f"{what}; write variable=value, such as {names[0]}")
        hint = did_you_mean(name, names) or f" It has {', '.join(names) or 'none'}."
        raise MisuseError(f"{what}.{hint}")


def _counted(run: Run | Path | str) -> _Counted:
    """Return the counts of a run; `UnreadableFileError` if there are none of this version."""
    folder = (Path(run) if isinstance(run, Path | str) else run.folder).absolute()
    report = folder if (folder / "theme_counts.json").is_file() else folder / "report"
    try:
        files = [report / name for name in ("theme_counts.json", "datapackage.json")]
        stamps = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        return _read(report, stamps)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        why = "no finished run of this version here; make one with  turven run"
        raise UnreadableFileError(folder, why) from None


@lru_cache(maxsize=8)
def _read(report: Path, stamps: tuple[tuple[int, int], ...]) -> _Counted:
    # read again only if the files have changed, as a report asks for hundreds of figures
    facts = json.loads((report / "datapackage.json").read_text(encoding="utf-8"))["turven"]
    cells: dict[tuple[str, str], dict[Cell, _Figures]] = {}
    study = ""
    for row in json.loads((report / "theme_counts.json").read_text(encoding="utf-8")):
        study = row["study"]
        of_wave = cells.setdefault((row["question"], row["wave"]), {})
        of_cell = of_wave.setdefault((row["segment_variable"], row["segment"]), {})
        of_cell[row["theme"]] = _figure(row)
    return _Counted(
        study=study,
        write=NumberFormats(language(facts["language"]), facts["unit"], facts["unit_plural"]),
        waves=tuple(facts["waves"]),
        cells=cells,
        changes=_changes(report / "changes.csv"),
    )


def _figure(row: Mapping[str, Any]) -> Figure:
    base = row["base"]
    if row["suppressed"]:
        return Figure(n=0, base=base, share=None, low=None, high=None, suppressed=True)
    return Figure(n=row["n"], base=base, share=row["share"], low=row["low"], high=row["high"])


def _changes(path: Path) -> dict[tuple[str, str, str], WaveChange]:
    """Return the changes in that file by question, theme and later wave; none without it."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["question"], row["theme"], row["now"]): _change(row) for row in rows}


def _change(row: Mapping[str, str]) -> WaveChange:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return WaveChange(
        theme=row["theme"],
        before=row["before"],
        now=row["now"],
        difference=number("difference"),
        low=number("low"),
        high=number("high"),
        p=number("p"),
        both=int(row["both"] or 0),
        verdict=cast(Direction, row["verdict"]),
        suppressed=row["suppressed"] == "true",
        instrument=cast(Instrument, row["instrument"]),
        share_before=number("share_before"),
        share_now=number("share_now"),
        tests=int(row["tests"]),
    )

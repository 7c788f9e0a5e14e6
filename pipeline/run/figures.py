"""Figures of a finished run as a report writes them: "67% (n=20)", read from its files without counting anew."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.counts import Figure, WaveChange
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
_EVERYBODY = ("", "")


class ReportFigure(str):
    """A figure in words, with its numbers beside: shares are fractions; all but `base` are None where a disclosure rule hides the figure."""

    share: float | None
    n: int | None
    base: int
    low: float | None
    high: float | None
    suppressed: bool

    @classmethod
    def of(cls, figure: Figure, write: NumberFormats) -> ReportFigure:
        """The figure in the words and numbers of the study's language."""
        made = cls(write.figure(figure))
        made.share, made.low, made.high = figure.share, figure.low, figure.high
        made.n, made.base, made.suppressed = (
            None if figure.suppressed else figure.n,
            figure.base,
            figure.suppressed,
        )
        return made


def figure(
    run: Run | Path | str,
    question: str,
    theme: str,
    wave: str = NEWEST,
    segment: str | tuple[str, str] | None = None,
) -> ReportFigure:
    """How many named a theme, as `67% (n=20)` in the study's language; a word instead where the figure may not be shown.

    `run` is a finished run, its folder, or the report/ in it. `segment` is a part of the respondents: `"gemeentegrootte=klein"`, or the two apart.
    Raises a `TurvenError` that names the nearest id for one that isn't there.
    """
    counted = _counted(run)
    wave = counted.wave(question, wave)
    rows = counted.rows[question][wave]
    cell = counted.cell(question, wave, segment)
    found = rows[cell].get(theme)
    if found is None:
        raise UnknownThemeError(theme, question, rows[cell])
    return ReportFigure.of(found, counted.write)


def change_words(run: Run | Path | str, question: str, theme: str, wave: str = NEWEST) -> str:
    """How the theme changed to that wave from the one before: `toegenomen` only where it did, else that no change is shown, or can't be known."""
    counted = _counted(run)
    wave = counted.wave(question, wave)
    if theme not in counted.rows[question][wave][_EVERYBODY]:
        raise UnknownThemeError(theme, question, counted.rows[question][wave][_EVERYBODY])
    found = [change for change in counted.changes.get((question, theme), ()) if change.now == wave]
    return (
        change_in_words(found[-1], counted.write)
        if found
        else counted.write.text("file_change_unknown")
    )


@dataclass(frozen=True)
class _Counted:
    """The theme counts of a run by question, wave, segment and theme, and how its numbers are written."""

    study: str
    write: NumberFormats
    waves: tuple[str, ...]
    rows: Mapping[str, Mapping[str, Mapping[tuple[str, str], Mapping[str, Figure]]]]
    changes: Mapping[tuple[str, str], tuple[WaveChange, ...]]

    def wave(self, question: str, wave: str) -> str:
        """That wave of the question, the newest that asked it for `newest`."""
        if question not in self.rows:
            raise UnknownQuestionError(question, self.study, self.rows)
        asked = [name for name in self.waves if name in self.rows[question]]
        if wave == NEWEST and asked and NEWEST not in asked:
            return asked[-1]
        if wave not in asked:
            near = did_you_mean(wave, asked) or f" It has {', '.join(asked)}."
            raise MisuseError(f"question '{question}' has no wave '{wave}'.{near}")
        return wave

    def cell(
        self, question: str, wave: str, segment: str | tuple[str, str] | None
    ) -> tuple[str, str]:
        """That segment of the question in that wave."""
        if segment is None:
            return _EVERYBODY
        variable, value = segment.partition("=")[::2] if isinstance(segment, str) else segment
        known = self.rows[question][wave]
        if (variable, value) not in known or not variable:
            names = [f"{name}={of}" for name, of in known if name]
            near = (
                did_you_mean(f"{variable}={value}", names)
                or f" It has {', '.join(names) or 'none'}."
            )
            raise MisuseError(
                f"question '{question}' has no segment '{variable}={value}' in wave {wave}.{near}"
            )
        return variable, value


def _counted(run: Run | Path | str) -> _Counted:
    folder = (Path(run) if isinstance(run, Path | str) else run.folder).absolute()
    report = folder if (folder / "theme_counts.json").is_file() else folder / "report"
    try:
        files = [report / name for name in ("theme_counts.json", "datapackage.json")]
        stamps = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        return _read(report, stamps)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableFileError(
            folder, "no finished run of this version here; make one with  turven run"
        ) from None


@lru_cache(maxsize=8)
def _read(report: Path, stamps: tuple[tuple[int, int], ...]) -> _Counted:
    # read again only when the files have changed, as a report asks for hundreds of figures
    facts = json.loads((report / "datapackage.json").read_text(encoding="utf-8"))["turven"]
    rows: dict[str, dict[str, dict[tuple[str, str], dict[str, Figure]]]] = {}
    study = ""
    for row in json.loads((report / "theme_counts.json").read_text(encoding="utf-8")):
        study = row["study"]
        cells = rows.setdefault(row["question"], {}).setdefault(row["wave"], {})
        cells.setdefault((row["segment_variable"], row["segment"]), {})[row["theme"]] = _figure(row)
    write = NumberFormats(language(facts["language"]), facts["unit"], facts["unit_plural"])
    return _Counted(study, write, tuple(facts["waves"]), rows, _changes(report / "changes.csv"))


def _figure(row: Mapping[str, Any]) -> Figure:
    if row["suppressed"]:
        return Figure(0, row["base"], None, None, None, suppressed=True)
    return Figure(row["n"], row["base"], row["share"], row["low"], row["high"])


def _changes(path: Path) -> dict[tuple[str, str], tuple[WaveChange, ...]]:
    found: dict[tuple[str, str], tuple[WaveChange, ...]] = {}
    if not path.is_file():
        return found
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = {
                name: float(row[name]) if row[name] else None
                for name in ("difference", "low", "high", "p")
            }
            change = WaveChange(
                theme=row["theme"], before=row["before"], now=row["now"], both=int(row["both"] or 0),
                verdict=row["verdict"],  # type: ignore[arg-type]
                suppressed=row["suppressed"] == "true", **numbers,
            )  # fmt: skip
            key = row["question"], row["theme"]
            found[key] = (*found.get(key, ()), change)
    return found

"""The study file: who was asked what, when, and where the answers lie. `read_study` gives a frozen, checked `Study`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from pipeline.errors import DocumentError, UnknownQuestionError, UnreadableFileError, did_you_mean
from pipeline.files import Document, Form, read_document
from pipeline.model import ANSWERS
from pipeline.study.house import HOUSE, House
from pipeline.study.house_style import house_files, read_house

Show = Literal["cloud", "themes", "list"]
"""How a question's themes are shown."""

_ID = re.compile(r"[A-Za-z0-9À-ɏ][A-Za-z0-9À-ɏ._-]*")
Id = Annotated[str, Field(min_length=1, max_length=80)]


class Respondent(Form):
    """Who answers: the column with their id, what one of them is called, and how many there are in all."""

    column: str
    unit: str = "respondent"
    unit_plural: str = ""
    population: int | None = Field(default=None, gt=0)


class Wave(Form):
    """One fielding and its exports, relative to the study file.

    `published` are the codings of this wave as they were published then, or of a random part of it (columns wave, respondent_id, question, theme);
    they show what of a change is the instrument's.
    """

    id: Id
    files: tuple[str, ...] = Field(min_length=1)
    published: str = ""


class Weights(Form):
    """The column with each respondent's weight: a number of 0 or more, in which a comma or a point marks decimals."""

    column: str


class Segment(Form):
    """A variable that divides the respondents, with its values in order; without values all that occur, sorted. `label` is its name in a report."""

    column: str
    values: tuple[str, ...] = ()
    label: str = ""


class Filter(Form):
    """Some of the respondents: those with one of `values` in a column, or with one of `themes` in their answer to a question.

    `label` says in words who they are: "gemeenten die experimenteren".
    """

    label: str
    column: str = ""
    values: tuple[str, ...] = ()
    question: str = ""
    themes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Filter:
        by_column, by_theme = bool(self.column and self.values), bool(self.question and self.themes)
        if (
            by_column == by_theme
            or (by_column and (self.question or self.themes))
            or (by_theme and (self.column or self.values))
        ):
            raise ValueError("a filter needs column and values, or question and themes")
        return self


class Cloud(Form):
    """A question's word clouds: their words (its themes, or the words that its answers use more than other answers do), the fewest respondents
    of a word, and the shape.
    """

    words: Literal["themes", "keyness"] = "themes"
    least: int = Field(default=1, ge=1)
    shape: Literal["rectangle", "ellipse", "circle", "cloud"] = "rectangle"


class Disclosure(Form):
    """What may not leave the house: figures on a base under `base`, and of fewer than `n` respondents (but more than none). 0 is no rule."""

    base: int = Field(default=0, ge=0)
    n: int = Field(default=0, ge=0)

    @field_validator("n")
    @classmethod
    def _leaves_a_doubt(cls, value: int) -> int:
        if value in (1, 2):
            raise ValueError(
                f"{value} would hide nothing, or tell that a hidden figure is 1; write 3 or more, or 0 for no rule"
            )
        return value


class Quotes(Form):
    """Which verbatims may be printed once a person approved them: from a base of at least `base` respondents, with a theme that at least `n` of
    them have; at most `most` per theme, of at most `longest` signs. `by` names the segment that a quote is attributed to, where that part is as
    large; without it quotes are nobody's.
    """

    base: int = Field(default=10, ge=1)
    n: int = Field(default=3, ge=1)
    most: int = Field(default=3, ge=0, le=20)
    longest: int = Field(default=240, ge=40, le=2000)
    by: str = ""


class Question(Form):
    """One open question: its column, its words, how it is shown, and the waves that asked it (by default all).

    `classifier: false` leaves it to the rules: where answers are names, such as functions or tools, there is nothing to infer. `filter` names who
    is counted.
    """

    column: str
    text: str
    show: Show = "themes"
    codebook: str = ""
    classifier: bool = True
    waves: tuple[str, ...] = ()
    filter: str = ""
    cloud: Cloud = Field(default_factory=Cloud)


class AutoAccept(Form):
    """What the machine may code alone: at most `error` of such answers wrong, with that `certainty`; the others are listed for review."""

    error: float = Field(default=0.05, gt=0, lt=1)
    certainty: float = Field(default=0.9, gt=0, lt=1)


class Review(Form):
    """How answers are reviewed: how many of each question are drawn for the random sample of the newest wave, which part is coded twice, and the
    number that decides both draws.
    """

    sample: int = Field(default=100, ge=0)
    second: float = Field(default=0.2, ge=0, le=1)
    seed: int = Field(default=0, ge=0)


ReportFile = Literal["excel", "parquet", "spss", "word", "html", "snippets"]
"""What a report build may want beside the tables, the pictures and the page."""


class Study(Form):
    """A study as its study.yaml says; paths are resolved against `folder`."""

    study: Id
    title: str
    note: str = ""
    language: str = "nl"
    spacy_model: str = ""
    embeddings: str = ""
    respondent: Respondent
    codebooks: str
    waves: tuple[Wave, ...] = Field(min_length=1)
    weights: Weights | None = None
    segments: Mapping[str, Segment] = Field(default_factory=dict)
    crossings: tuple[tuple[str, ...], ...] = ()
    filters: Mapping[str, Filter] = Field(default_factory=dict)
    disclosure: Disclosure = Field(default_factory=Disclosure)
    quotes: Quotes = Field(default_factory=Quotes)
    labels: tuple[str, ...] = ()
    decisions: str = ""
    house: str = ""
    auto_accept: AutoAccept | None = None
    review: Review = Field(default_factory=Review)
    files: tuple[ReportFile, ...] = ("excel",)
    template: str = ""
    questions: Mapping[str, Question] = Field(min_length=1)
    _file: Path = PrivateAttr(default=Path("study.yaml"))
    _look: House = PrivateAttr(default=HOUSE)

    @field_validator("study")
    @classmethod
    def _usable_as_folder(cls, value: str) -> str:
        if not _ID.fullmatch(value):
            raise ValueError(
                f"'{value}' cannot name a folder; use letters, digits, hyphens and dots"
            )
        return value

    @field_validator("questions", "segments", "filters")
    @classmethod
    def _usable_as_file(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        for name in value:
            if not _ID.fullmatch(name):
                raise ValueError(
                    f"'{name}' cannot name a file; use letters, digits, hyphens and dots"
                )
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        ids = [wave.id for wave in self.waves]
        twice = {i for i in ids if ids.count(i) > 1}
        if twice:
            raise ValueError(f"wave {', '.join(sorted(twice))} is there twice")
        for name in ids:
            if not _ID.fullmatch(name):
                raise ValueError(
                    f"wave '{name}' cannot name a file; use letters, digits, hyphens and dots"
                )
        taken = {*ANSWERS.columns, "weight"}
        for kind, names in (("segments", self.segments), ("filters", self.filters)):
            for name in names:
                if name in taken:
                    raise ValueError(
                        f"{kind}: '{name}' is the name of a column of answers.csv; choose another"
                    )
            taken |= names.keys()
        for name, question in self.questions.items():
            for wave in question.waves:
                if wave not in ids:
                    raise ValueError(
                        f"questions.{name}: no wave '{wave}'.{did_you_mean(wave, ids)}"
                    )
            if question.filter and question.filter not in self.filters:
                raise ValueError(
                    f"questions.{name}: no filter '{question.filter}'.{did_you_mean(question.filter, self.filters)}"
                )
        for name, kept in self.filters.items():
            if kept.question and kept.question not in self.questions:
                raise ValueError(
                    f"filters.{name}: no question '{kept.question}'.{did_you_mean(kept.question, self.questions)}"
                )
        if self.quotes.by and self.quotes.by not in self.segments:
            raise ValueError(
                f"quotes: no segment '{self.quotes.by}'.{did_you_mean(self.quotes.by, self.segments)}"
            )
        for crossing in self.crossings:
            if len(set(crossing)) < 2 or len(set(crossing)) != len(crossing):
                raise ValueError(
                    f"crossings: {', '.join(crossing) or 'nothing'} is no crossing; name two or more different segments"
                )
            for name in crossing:
                if name not in self.segments:
                    raise ValueError(
                        f"crossings: no segment '{name}'.{did_you_mean(name, self.segments)}"
                    )
        return self

    @property
    def folder(self) -> Path:
        """The folder with the study file."""
        return self._file.parent

    @property
    def file(self) -> Path:
        """The study file itself."""
        return self._file

    @property
    def look(self) -> House:
        """The house style of its pictures and pages; turven's own where the study names no file."""
        return self._look

    @property
    def house_files(self) -> list[Path]:
        """The house style file and the font and logo files that it names."""
        return house_files(self.path(self.house)) if self.house else []

    @cached_property
    def wave_ids(self) -> tuple[str, ...]:
        """The waves in the order of the study."""
        return tuple(wave.id for wave in self.waves)

    def question(self, question_id: str) -> Question:
        """The question of that id; `UnknownQuestionError` with the nearest id when there is none."""
        try:
            return self.questions[question_id]
        except KeyError:
            raise UnknownQuestionError(question_id, self.study, self.questions) from None

    def population_of(self, question: str) -> int | None:
        """Return how many could answer: nobody knows of a filtered question."""
        return None if self.questions[question].filter else self.respondent.population

    def asked_in(self, question_id: str) -> tuple[str, ...]:
        """The waves in which the question was asked."""
        return self.question(question_id).waves or self.wave_ids

    def path(self, relative: str) -> Path:
        """A path of the study file, from the folder where it stands."""
        return self.folder / relative

    def codebook_path(self, question_id: str) -> Path:
        """The question's codebook: `<codebooks>/<question>.yaml`, or the file it names itself."""
        name = self.question(question_id).codebook or question_id
        return self.path(self.codebooks) / (
            name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
        )


def read_study(path: Path | str) -> Study:
    """The study in that folder (or study.yaml itself). `DocumentError` for a mistake in it, `UnreadableFileError` when it isn't there."""
    path = Path(path)
    file = path / "study.yaml" if path.is_dir() or not path.suffix else path
    if not _is_file(file):
        hint = (
            "no study.yaml here; make one with  turven init" if path.is_dir() else "no such study"
        )
        raise UnreadableFileError(path, hint)
    document = read_document(file)
    study = document.as_form(Study)
    study._file = file
    _check_files(study, document)
    if study.house:
        study._look = read_house(study.path(study.house))
    return study


def _check_files(study: Study, document: Document) -> None:
    for number, wave in enumerate(study.waves):
        for index, name in enumerate(wave.files):
            if not _is_file(study.path(name)):
                raise _missing(document, ("waves", number, "files", index), study.path(name))
        if wave.published and not _is_file(study.path(wave.published)):
            raise _missing(document, ("waves", number, "published"), study.path(wave.published))
    for index, name in enumerate(study.labels):
        if not _is_file(study.path(name)):
            raise _missing(document, ("labels", index), study.path(name))
    if study.embeddings and not study.path(study.embeddings).is_dir():
        raise _missing(document, ("embeddings",), study.path(study.embeddings), "folder")
    if study.template and not _is_file(study.path(study.template)):
        raise _missing(document, ("template",), study.path(study.template))
    if study.house and not _is_file(study.path(study.house)):
        raise _missing(document, ("house",), study.path(study.house))
    for question in study.questions:
        path = study.codebook_path(question)
        if not _is_file(path):
            raise document.error(
                ("questions", question),
                f"no codebook for question '{question}': {path} does not exist",
            )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # a name that no file can have
        return False


def _missing(
    document: Document, place: tuple[str | int, ...], path: Path, kind: str = "file"
) -> DocumentError:
    beside = sorted(p.name for p in path.parent.glob("*")) if path.parent.is_dir() else []
    return document.error(
        place, f"no {kind} {path.name} in {path.parent}.{did_you_mean(path.name, beside)}"
    )

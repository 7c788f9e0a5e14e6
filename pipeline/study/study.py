"""The study file: who was asked what, when, and where the answers are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, field_validator, model_validator

from pipeline.errors import UnknownQuestionError, UnreadableFileError
from pipeline.files import Form, is_embeddings_folder, read_document
from pipeline.study.consistency import (
    check_all_known,
    check_columns,
    check_crossing,
    check_known,
    check_names,
    check_waves,
    is_file,
    is_folder,
    missing_file,
)
from pipeline.study.house import HOUSE, House
from pipeline.study.house_style import house_files, read_house
from pipeline.study.keys import (
    AutoAccept,
    Disclosure,
    Filter,
    Id,
    Llm,
    Question,
    Quotes,
    ReportFile,
    Respondent,
    Review,
    Segment,
    Wave,
    Weights,
)

REPLIES = "replies"
"""The folder, beside study.yaml, with what language models replied."""

Place = tuple[str | int, ...]
"""Keys and numbers that lead to a location in a YAML file."""


class Study(Form):
    """A study as in its study.yaml; paths are resolved against `folder`."""

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
    llm: Llm | None = None
    review: Review = Field(default_factory=Review)
    files: tuple[ReportFile, ...] = ("excel",)
    template: str = ""
    questions: Mapping[str, Question] = Field(min_length=1)
    _file: Path = PrivateAttr(default=Path("study.yaml"))
    _house_style: House = PrivateAttr(default=HOUSE)

    @field_validator("study")
    @classmethod
    def _usable_as_folder(cls, value: str) -> str:
        check_names("folder", [value])
        return value

    @field_validator("questions", "segments", "filters")
    @classmethod
    def _usable_as_file(cls, value: Mapping[str, Any]) -> Mapping[str, Any]:
        check_names("file", value)
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        check_waves([wave.id for wave in self.waves])
        check_columns(self.segments, self.filters)
        for name, question in self.questions.items():
            check_all_known(f"questions.{name}", "wave", question.waves, self.wave_ids)
            check_known(f"questions.{name}", "filter", question.filter, self.filters)
        for name, kept in self.filters.items():
            check_known(f"filters.{name}", "question", kept.question, self.questions)
        check_known("quotes", "segment", self.quotes.by, self.segments)
        if self.llm is not None:
            check_all_known("llm", "question", self.llm.questions, self.questions)
        for crossing in self.crossings:
            check_crossing(crossing, self.segments)
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
    def house_style(self) -> House:
        """The house style of its pictures and pages; turven's own by default."""
        return self._house_style

    @property
    def house_files(self) -> list[Path]:
        """The house style file and the font and logo files that it names."""
        return house_files(self.path(self.house)) if self.house else []

    @property
    def embeddings_folder(self) -> Path | None:
        """The folder with embeddings of the house's own, if it names one."""
        return self.path(self.embeddings) if is_embeddings_folder(self.embeddings) else None

    @cached_property
    def wave_ids(self) -> tuple[str, ...]:
        """The waves in the order of the study."""
        return tuple(wave.id for wave in self.waves)

    def question(self, question_id: str) -> Question:
        """Return the question with that id; `UnknownQuestionError` with the nearest otherwise."""
        try:
            return self.questions[question_id]
        except KeyError:
            raise UnknownQuestionError(question_id, self.study, self.questions) from None

    def population_of(self, question: str) -> int | None:
        """Return the population's size; None for a filtered question."""
        return None if self.questions[question].filter else self.respondent.population

    @property
    def llm_questions(self) -> tuple[str, ...]:
        """The questions on which a language model is asked: all that don't leave it to rules."""
        if self.llm is None:
            return ()
        learned = (name for name, question in self.questions.items() if question.classifier)
        return self.llm.questions or tuple(learned)

    def replies_path(self, question_id: str) -> Path:
        """Return the file with the replies of language models on a question, made or not."""
        return self.path(REPLIES) / f"{question_id}.jsonl"

    def asked_in(self, question_id: str) -> tuple[str, ...]:
        """Return the waves in which the question was asked."""
        return self.question(question_id).waves or self.wave_ids

    def path(self, relative: str) -> Path:
        """Return a path in the study file, resolved from its folder."""
        return self.folder / relative

    def codebook_path(self, question_id: str) -> Path:
        """Return the question's codebook: <codebooks>/<question>.yaml, or the one named."""
        name = self.question(question_id).codebook or question_id
        if not name.endswith((".yaml", ".yml")):
            name = f"{name}.yaml"
        return self.path(self.codebooks) / name


def as_study(study: Study | Path | str) -> Study:
    """Return the study itself, or read it from its folder or file."""
    return study if isinstance(study, Study) else read_study(study)


def read_study(path: Path | str) -> Study:
    """Return the study in that folder, or of that study file.

    `DocumentError` for a mistake in it, `UnreadableFileError` if it is missing.
    """
    path = Path(path)
    file = path / "study.yaml" if path.is_dir() or not path.suffix else path
    if not is_file(file):
        hint = "no such study"
        if path.is_dir():
            hint = "no study.yaml here; make one with  turven init"
        raise UnreadableFileError(path, hint)
    if file.suffix.lower() not in (".yaml", ".yml"):
        what_to_do = "give the folder with study.yaml, or make one with  turven init"
        raise UnreadableFileError(path, f"no study; {what_to_do}")
    document = read_document(file)
    study = document.as_form(Study)
    study._file = file
    for place, name, is_there in _named_files(study):
        if not is_there(study.path(name)):
            raise missing_file(document, place, study.path(name), is_there)
    for question in study.questions:
        book = study.codebook_path(question)
        if is_folder(book):
            raise missing_file(document, ("questions", question), book)
        if not is_file(book):
            what = f"no codebook for question '{question}': {book} does not exist"
            raise document.error(("questions", question), what)
    if study.house:
        study._house_style = read_house(study.path(study.house))
    return study


def _named_files(study: Study) -> Iterator[tuple[Place, str, Callable[[Path], bool]]]:
    """Yield the files and folders that a study names: location in study.yaml, name, how to look."""
    for number, wave in enumerate(study.waves):
        for index, name in enumerate(wave.files):
            yield ("waves", number, "files", index), name, is_file
        if wave.published:
            yield ("waves", number, "published"), wave.published, is_file
    for index, name in enumerate(study.labels):
        yield ("labels", index), name, is_file
    if study.embeddings_folder:
        yield ("embeddings",), study.embeddings, is_folder
    if study.llm is not None and study.llm.weights:
        yield ("llm", "weights"), study.llm.weights, is_file
    if study.template:
        yield ("template",), study.template, is_file
    if study.house:
        yield ("house",), study.house, is_file

"""The keys of study.yaml below the first level, each a frozen, checked value."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pipeline.files import Form

Id = Annotated[str, Field(min_length=1, max_length=80)]

Show = Literal["cloud", "themes", "list"]
"""How a question's themes are shown."""

CloudShape = Literal["rectangle", "ellipse", "circle", "cloud"]
"""The shape of a word cloud."""


class Respondent(Form):
    """Respondents: the column with their id, the noun for one, and the size of the population."""

    column: str
    unit: str = "respondent"
    unit_plural: str = ""
    population: int | None = Field(default=None, gt=0)


class Wave(Form):
    """One fielding and its exports, relative to the study file.

    `published` are the codings of this wave as published then, or of a random sample of it (columns
    wave, respondent_id, question, theme); they show the instrument's part of a change.
    """

    id: Id
    files: tuple[str, ...] = Field(min_length=1)
    published: str = ""


class Weights(Form):
    """The column with each respondent's weight: 0 or more, with a decimal comma or point."""

    column: str


class Segment(Form):
    """A variable that divides the respondents, with its values in order.

    Default: all that occur, sorted. `label` is its name in a report.
    """

    column: str
    values: tuple[str, ...] = ()
    label: str = ""


class Filter(Form):
    """A subset of the respondents, who alone are counted.

    Those with one of `values` in a column, or with one of `themes` in their answer to a question.
    `label` describes them: "gemeenten die experimenteren".
    """

    label: str
    column: str = ""
    values: tuple[str, ...] = ()
    question: str = ""
    themes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Filter:
        given = [bool(one) for one in (self.column, self.values, self.question, self.themes)]
        if given not in ([True, True, False, False], [False, False, True, True]):
            raise ValueError("a filter needs column and values, or question and themes")
        return self


class Cloud(Form):
    """A question's word clouds: their words, the fewest respondents of a word, and the shape.

    Words are its themes, or the keywords of its answers (keyness).
    """

    words: Literal["themes", "keyness"] = "themes"
    least: int = Field(default=1, ge=1)
    shape: CloudShape = "rectangle"


class Disclosure(Form):
    """Disclosure rules; 0 is no rule.

    They hide figures on a base under `base`, and of fewer than `n` respondents (but more than
    none). With `everybody: hide` also those of all respondents of a base, which tell what each of
    them said.
    """

    base: int = Field(default=0, ge=0)
    n: int = Field(default=0, ge=0)
    everybody: Literal["show", "hide"] = "show"

    @field_validator("n")
    @classmethod
    def _leaves_a_doubt(cls, value: int) -> int:
        if value in (1, 2):
            would = f"{value} would hide nothing, or tell that a hidden figure is 1"
            raise ValueError(f"{would}; write 3 or more, or 0 for no rule")
        return value


class Quotes(Form):
    """Which verbatims may be printed once a person approved them.

    From a base of at least `base` respondents, with a theme that at least `n` of them have; at most
    `most` per theme, of at most `longest` characters. `by` names the segment that a quote is
    attributed to, if that is as large; without it quotes are anonymous.
    """

    base: int = Field(default=10, ge=1)
    n: int = Field(default=3, ge=1)
    most: int = Field(default=3, ge=0, le=20)
    longest: int = Field(default=240, ge=40, le=2000)
    by: str = ""


def _known_classifier(value: object) -> object:
    """Return how the classifier takes part: `true` is another word for `auto`."""
    if value in (False, "rules", "auto"):
        return value
    if value is True:
        return "auto"
    raise ValueError(f"classifier is {value!r}; write false, rules or auto")


class Question(Form):
    """One open question: its column, its text, how it is shown, and the waves that asked it.

    `classifier: false` leaves it to the rules: if answers are names, such as functions or tools,
    there is nothing to infer. With `rules` every hit of a rule stands and the classifier only adds;
    with `auto` it may outvote hits once there are enough labels. `filter` names who is counted.
    """

    column: str
    text: str
    show: Show = "themes"
    codebook: str = ""
    classifier: Annotated[Literal[False, "rules", "auto"], BeforeValidator(_known_classifier)] = (
        "auto"
    )
    waves: tuple[str, ...] = ()
    filter: str = ""
    cloud: Cloud = Field(default_factory=Cloud)


class AutoAccept(Form):
    """Acceptance without review: at most `error` of it is wrong, with that `certainty`."""

    error: float = Field(default=0.05, gt=0, lt=1)
    certainty: float = Field(default=0.9, gt=0, lt=1)


class Review(Form):
    """How answers are reviewed.

    The size of each question's random sample of the newest wave, the share coded twice, and the
    seed of both draws.
    """

    sample: int = Field(default=100, ge=0)
    second: float = Field(default=0.2, ge=0, le=1)
    seed: int = Field(default=0, ge=0)


class Llm(Form):
    """A language model that is asked about each answer, and the server where it runs.

    `server` is the address of its OpenAI-compatible interface, `weights` the file with the model,
    whose hash proves which model answered. `examples` are shown per theme, `parallel` answers are
    asked at once, and each may take `timeout` seconds. `leaves_this_machine` says why answers may
    go to a server that isn't on this machine; without a reason that is refused.
    """

    server: str = "http://127.0.0.1:11434/v1"
    model: str = Field(min_length=1)
    weights: str = ""
    prompt: Literal["p1"] = "p1"
    examples: int = Field(default=2, ge=0, le=20)
    parallel: int = Field(default=1, ge=1, le=64)
    timeout: float = Field(default=120, gt=0, le=3600)
    questions: tuple[str, ...] = ()
    leaves_this_machine: str = ""

    @field_validator("leaves_this_machine")
    @classmethod
    def _is_a_reason(cls, value: str) -> str:
        if value and not any(map(str.isalnum, value)):
            raise ValueError("write why answers may leave this machine, or leave the key out")
        return value.strip()


ReportFile = Literal["excel", "parquet", "spss", "word", "html", "snippets"]
"""A format of a report build beside the tables, the pictures and the page."""

"""Proposes a study for an export: the respondent id, segments and open questions.

The first rows show what each column looks like; words that several respondents use make a first
codebook for each question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, count
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from pipeline.errors import MisuseError
from pipeline.files import write_new
from pipeline.ingest import describe_export, repeated_columns
from pipeline.language import language
from pipeline.model import ANSWERS, SPECIAL_CODES
from pipeline.normalise import NonAnswers, fold, linguist
from pipeline.run.check import LEAST_BASE, LEAST_N
from pipeline.study import Study

_OPEN_LENGTH = 12
_OPEN_DISTINCT = 0.5
_MAX_SEGMENT_VALUES = 8
_MAX_ID_LENGTH = 40
_MAX_THEMES = 8
_MIN_USES = 2
_ID_NAME = re.compile(r"(^|[^a-z])(id|nr|nummer|respondent|code|key)")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the columns of an export look like."""

    export: Path
    respondent: str
    """The column with the respondent's id."""
    segment_columns: Mapping[str, str]
    """By id of the segment variable."""
    segments: Mapping[str, tuple[str, ...]]
    """Their values, by id."""
    questions: Mapping[str, str]
    """The columns of open questions, by id."""
    texts: Mapping[str, tuple[str, ...]]
    """The answers seen, by id of the question."""
    labels: Mapping[str, str]
    """The labels of columns in the export, by column."""


def propose(export: Path | str) -> Proposal:
    """Return the proposal for an export, from its first rows.

    `MisuseError` if no column looks like an open question.
    """
    seen = describe_export(export)
    if not seen.sample:
        raise MisuseError(f"{export}: only a header, no answers yet")
    columns = {name: tuple(row[name].strip() for row in seen.sample) for name in seen.columns}
    respondent = _respondent(columns)
    others = dict(columns)
    del others[respondent]
    open_columns, dividing = [], []
    for name, values in others.items():
        if _is_open(values):
            open_columns.append(name)
        elif _is_segment(values):
            dividing.append(name)
    if not open_columns:
        what = "an open question (texts of several words, mostly different)"
        raise MisuseError(f"{export}: no column looks like {what}")
    questions, segments = _with_ids(open_columns), _with_ids(dividing, ANSWERS.columns)
    return Proposal(
        export=Path(export),
        respondent=respondent,
        segment_columns=segments,
        segments={key: _different(columns[name]) for key, name in segments.items()},
        questions=questions,
        texts={key: columns[name] for key, name in questions.items()},
        labels=seen.labels,
    )


def write_study(
    proposal: Proposal, folder: Path, *, name: str, tongue: str = "nl", wave: str = "1"
) -> list[Path]:
    """Write study.yaml, a copy of the export and a first codebook per question; return the files.

    `MisuseError` if study.yaml exists: nothing of a person's work is overwritten.
    """
    copied = proposal.export.name
    described = _study(proposal, name, tongue, wave)
    _check(proposal, described, tongue)
    files: dict[str, bytes] = {"study.yaml": _yaml(described, _HEADER)}
    for question, column in proposal.questions.items():
        title = proposal.labels.get(column) or column
        codebook = _codebook(question, title, proposal.texts[question], tongue)
        files[f"codebooks/{question}.yaml"] = _yaml(codebook, _BOOK_HEADER)
    if proposal.export.resolve() != (folder / copied).resolve():
        files[copied] = proposal.export.read_bytes()
    return write_new(folder, files)


def slug(name: str) -> str:
    """Return the name as an id: lower-case letters, digits and hyphens; `x` if it has none."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-") or "x"


_HEADER = (
    "Proposed from the columns of the export: "
    "read it through, correct titles and texts, then run  turven check"
)
_DISCLOSURE_COMMENT = (
    "Hides figures on fewer than 5 respondents, and of 1 or 2 of them (docs/counts.md); 0: no rule"
)
_BOOK_HEADER = (
    "A first proposal from words that several respondents use. Rename, merge and define themes; "
    "docs/codebook.md tells how, and docs/rules.md how rules work. Answers that you coded before "
    "can stand beside it, in bank/<this name>.csv."
)


def _check(proposal: Proposal, described: dict[str, Any], tongue: str) -> None:
    """Check that a run could read the proposal, before anything is written."""
    linguist(tongue)
    try:
        Study.model_validate(described)
    except ValidationError as error:
        raise MisuseError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
    needed = (proposal.respondent, *proposal.segment_columns.values(), *proposal.questions.values())
    twice = repeated_columns(proposal.export, needed)
    if twice:
        column, times = twice[0]
        repeated = f"{proposal.export}: column '{column}' is there {times} times"
        raise MisuseError(f"{repeated}; rename one of them")


def _with_ids(names: Sequence[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Return the names by unique id, different from those taken."""
    by_id: dict[str, str] = {}
    for name in names:
        base = slug(name)
        candidates = chain((base,), (f"{base}-{number}" for number in count(2)))
        free = (one for one in candidates if one not in taken and one not in by_id)
        by_id[next(free)] = name
    return by_id


def _respondent(columns: Mapping[str, Sequence[str]]) -> str:
    """Return the first column whose values are all present, unique and short.

    A column called id or the like is preferred.
    """
    unique = [name for name, values in columns.items() if _tells_apart(values)]
    if not unique:
        what = "a short value in every row, each different"
        raise MisuseError(f"no column tells respondents apart ({what}); add one and try again")
    named = [name for name in unique if _ID_NAME.search(fold(name))]
    return (named or unique)[0]


def _tells_apart(values: Sequence[str]) -> bool:
    if not values or not all(values):
        return False
    return len(set(values)) == len(values) and max(map(len, values)) <= _MAX_ID_LENGTH


def _different(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({*values} - {""}))


def _is_open(values: Sequence[str]) -> bool:
    texts = [value for value in values if value]
    if not texts or all(_is_number(text) for text in texts):
        return False
    is_long = sum(map(len, texts)) / len(texts) >= _OPEN_LENGTH
    has_words = any(" " in text for text in texts)
    return is_long and has_words and len(set(texts)) / len(texts) >= _OPEN_DISTINCT


def _is_segment(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    kinds = len(set(filled))
    return 2 <= kinds <= _MAX_SEGMENT_VALUES and len(filled) >= 2 * kinds


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,:/ -]+", value))


def _study(proposal: Proposal, name: str, tongue: str, wave: str) -> dict[str, Any]:
    unit = language(tongue).text("respondent_singular")
    segments = {
        key: {"column": proposal.segment_columns[key], "values": list(values)}
        for key, values in proposal.segments.items()
    }
    questions = {
        key: {"column": column, "text": proposal.labels.get(column) or column, "show": "themes"}
        for key, column in proposal.questions.items()
    }
    return {
        "study": slug(name),
        "title": name,
        "language": tongue,
        "respondent": {"column": proposal.respondent, "unit": unit},
        "codebooks": "codebooks",
        "waves": [{"id": wave, "files": [proposal.export.name]}],
        "segments": segments,
        "disclosure": {"base": LEAST_BASE, "n": LEAST_N},
        "questions": questions,
    }


def _codebook(question: str, title: str, texts: Sequence[str], tongue: str) -> dict[str, Any]:
    """Return a codebook with a theme for each of the words that most respondents use."""
    answers = _answers_by_lemma(texts, tongue)
    frequent = [lemma for lemma, of_lemma in answers.items() if len(of_lemma) >= _MIN_USES]
    frequent.sort(key=lambda lemma: (-len(answers[lemma]), lemma))
    themes = [
        {
            "id": theme,
            "label": lemma.capitalize(),
            "definition": "",
            "examples": [answers[lemma][0]],
            "rules": [lemma],
        }
        for theme, lemma in _with_ids(frequent[:_MAX_THEMES], SPECIAL_CODES).items()
    ]
    return {
        "id": question,
        "title": title,
        "language": tongue,
        "version": "0.1",
        "themes": themes or [_FIRST_THEME],
    }


def _answers_by_lemma(texts: Sequence[str], tongue: str) -> dict[str, list[str]]:
    """Return the distinct answers that use each lemma, without short ones and stop words."""
    words, non_answers = linguist(tongue), NonAnswers(language(tongue))
    real = [text for text in dict.fromkeys(texts) if not non_answers.why(text)]
    tokens = words.tokens(real)
    stop_words = {fold(word) for word in words.stop_words}
    answers: dict[str, list[str]] = {}
    for number, text in enumerate(real):
        own = tokens.word[tokens.first[number] : tokens.first[number + 1]]
        for lemma in {tokens.lexicon[place].lemma for place in own.tolist()}:
            if len(lemma) > 3 and lemma.isalpha() and lemma not in stop_words:
                answers.setdefault(lemma, []).append(text)
    return answers


_FIRST_THEME = {"id": "eerste-thema", "label": "Eerste thema", "definition": "", "rules": []}


def _yaml(value: dict[str, Any], header: str) -> bytes:
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 140
    yaml.allow_unicode = True
    out = StringIO()
    filled = CommentedMap((key, part) for key, part in value.items() if part != {})
    if "disclosure" in filled:
        filled.yaml_set_comment_before_after_key("disclosure", before=_DISCLOSURE_COMMENT)
    yaml.dump(filled, out)
    return f"# {header}\n{out.getvalue()}".encode()

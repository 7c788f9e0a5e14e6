"""Proposes a study for an export: who answers, what divides them, which columns are open questions, and a first codebook for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, count
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML

from pipeline.errors import MisuseError
from pipeline.files import write_new
from pipeline.ingest import describe_export, repeated_columns
from pipeline.language import language
from pipeline.model import ANSWERS, SPECIAL_CODES
from pipeline.normalise import NonAnswers, fold, linguist
from pipeline.study import Study

_OPEN_LENGTH = 12
_OPEN_DISTINCT = 0.5
_MOST_SEGMENT_VALUES = 8
_MOST_THEMES = 8
_FEWEST_USES = 2


@dataclass(frozen=True)
class Proposal:
    """What the columns of an export look like: the respondent's id, segment variables and open questions (id -> column) with what they hold."""

    export: Path
    respondent: str
    segment_columns: Mapping[str, str]
    segments: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, str]
    texts: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]


def propose(export: Path | str) -> Proposal:
    """The proposal for an export, from its first rows. `MisuseError` when no column looks like an open question."""
    seen = describe_export(export)
    if not seen.sample:
        raise MisuseError(f"{export}: only a header, no answers yet")
    columns = {name: [row[name].strip() for row in seen.sample] for name in seen.columns}
    respondent = _respondent(columns)
    rest = {name: values for name, values in columns.items() if name != respondent}
    questions = [name for name, values in rest.items() if _is_open(values)]
    if not questions:
        raise MisuseError(
            f"{export}: no column looks like an open question (texts of several words, mostly different)"
        )
    divides = [
        name for name, values in rest.items() if name not in questions and _is_segment(values)
    ]
    taken = set(ANSWERS.columns)
    segments = {_unique(name, taken): name for name in divides}
    taken = set()
    named = {_unique(name, taken): name for name in questions}
    texts = {key: tuple(columns[name]) for key, name in named.items()}
    values = {key: tuple(sorted(set(columns[name]) - {""})) for key, name in segments.items()}
    return Proposal(Path(export), respondent, segments, values, named, texts, seen.labels)


def write_study(
    proposal: Proposal, folder: Path, *, name: str, tongue: str = "nl", wave: str = "1"
) -> list[Path]:
    """Writes study.yaml, a copy of the export and a first codebook per question to the folder; the files made.

    `MisuseError` when study.yaml is already there: nothing of a person's work is overwritten.
    """
    copied = proposal.export.name
    described = _study(proposal, name, tongue, wave, copied)
    _check(proposal, described, tongue)
    files: dict[str, bytes] = {"study.yaml": _yaml(described, _HEADER)}
    for question, column in proposal.questions.items():
        title = proposal.labels.get(column) or column
        files[f"codebooks/{question}.yaml"] = _yaml(
            _codebook(question, title, proposal.texts[question], tongue), _BOOK_HEADER
        )
    if proposal.export.resolve() != (folder / copied).resolve():
        files[copied] = proposal.export.read_bytes()
    return write_new(folder, files)


def _check(proposal: Proposal, described: dict[str, Any], tongue: str) -> None:
    """Whether a run could read what is proposed, before anything is written."""
    linguist(tongue)
    try:
        Study.model_validate(described)
    except ValidationError as error:
        raise MisuseError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
    needed = (proposal.respondent, *proposal.segment_columns.values(), *proposal.questions.values())
    twice = repeated_columns(proposal.export, needed)
    if twice:
        raise MisuseError(
            f"{proposal.export}: column '{twice[0][0]}' is there {twice[0][1]} times; rename one of them"
        )


def slug(name: str) -> str:
    """The name as an id: small letters, digits and hyphens; `x` where the name has none of these."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-") or "x"


def _unique(name: str, taken: set[str]) -> str:
    """The name as an id that is not taken yet; takes it."""
    base = slug(name)
    found = next(
        c for c in chain((base,), (f"{base}-{number}" for number in count(2))) if c not in taken
    )
    taken.add(found)
    return found


_HEADER = "Proposed from the columns of the export: read it through, correct titles and texts, then run  turven check"
_BOOK_HEADER = "A first proposal from words that several respondents use. Rename, merge and define themes; codebooks/README.md tells how rules work."


def _respondent(columns: Mapping[str, Sequence[str]]) -> str:
    """The first column whose values are all there, all different and short; one that is called id or so goes first."""
    unique = [
        name
        for name, values in columns.items()
        if values
        and all(values)
        and len(set(values)) == len(values)
        and max(map(len, values)) <= 40
    ]
    if not unique:
        raise MisuseError(
            "no column tells respondents apart (a short value in every row, each different); add one and try again"
        )
    named = [
        name
        for name in unique
        if re.search(r"(^|[^a-z])(id|nr|nummer|respondent|code|key)", fold(name))
    ]
    return (named or unique)[0]


def _is_open(values: Sequence[str]) -> bool:
    said = [v for v in values if v]
    if not said or all(_is_number(v) for v in said):
        return False
    long = sum(len(v) for v in said) / len(said) >= _OPEN_LENGTH and any(" " in v for v in said)
    return long and len(set(said)) / len(said) >= _OPEN_DISTINCT


def _is_segment(values: Sequence[str]) -> bool:
    said = [v for v in values if v]
    kinds = set(said)
    return 2 <= len(kinds) <= _MOST_SEGMENT_VALUES and len(said) >= 2 * len(kinds)


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,:/ -]+", value))


def _study(proposal: Proposal, name: str, tongue: str, wave: str, export: str) -> dict[str, Any]:
    return {
        "study": slug(name),
        "title": name,
        "language": tongue,
        "respondent": {
            "column": proposal.respondent,
            "unit": language(tongue).text("respondent_singular"),
        },
        "codebooks": "codebooks",
        "waves": [{"id": wave, "files": [export]}],
        "segments": {
            key: {"column": proposal.segment_columns[key], "values": list(values)}
            for key, values in proposal.segments.items()
        },
        "questions": {
            key: {"column": column, "text": proposal.labels.get(column) or column, "show": "themes"}
            for key, column in proposal.questions.items()
        },
    }


def _codebook(question: str, title: str, texts: Sequence[str], tongue: str) -> dict[str, Any]:
    """Themes for the words that most respondents use, each with answers that hold the word as examples."""
    words = linguist(tongue)
    non_answers = NonAnswers(language(tongue))
    real = [text for text in dict.fromkeys(texts) if not non_answers.why(text)]
    tokens = words.tokens(real)
    stop = {fold(word) for word in words.stop_words}
    used: Counter[str] = Counter()
    example: dict[str, str] = {}
    for number, text in enumerate(real):
        lemmas = {
            tokens.lexicon[int(w)].lemma
            for w in tokens.word[tokens.first[number] : tokens.first[number + 1]]
        }
        for lemma in lemmas:
            if len(lemma) > 3 and lemma.isalpha() and lemma not in stop:
                used[lemma] += 1
                example.setdefault(lemma, text)
    found = sorted((w for w, n in used.items() if n >= _FEWEST_USES), key=lambda w: (-used[w], w))[
        :_MOST_THEMES
    ]
    taken = set(SPECIAL_CODES)
    themes = [
        {
            "id": _unique(w, taken),
            "label": w.capitalize(),
            "definition": "",
            "examples": [example[w]],
            "rules": [w],
        }
        for w in found
    ]
    return {
        "id": question,
        "title": title,
        "language": tongue,
        "version": "0.1",
        "themes": themes or [_FIRST],
    }


_FIRST = {"id": "eerste-thema", "label": "Eerste thema", "definition": "", "rules": []}


def _yaml(value: dict[str, Any], header: str) -> bytes:
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 140
    yaml.allow_unicode = True
    out = StringIO()
    yaml.dump({key: part for key, part in value.items() if part != {}}, out)
    return f"# {header}\n{out.getvalue()}".encode()

"""Every key of study.yaml, of a codebook and of a house style stands in its guide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

import pytest
from guides import listed_keys, read_guide, sections
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.codebook.reader import _RULE_KEYS, CodebookForm, SpecialForm, ThemeForm
from pipeline.study import Study
from pipeline.study.house_style import HouseStyle

BOUNDS = ("gt", "ge", "lt", "le")


@dataclass(frozen=True)
class Key:
    """A key of study.yaml: the heading it stands below in the guide, its name and its field."""

    heading: str
    name: str
    field: FieldInfo

    def __str__(self) -> str:
        return f"{self.heading}.{self.name}"


def keys_of(model: type[BaseModel], heading: str) -> Iterator[Key]:
    """Yield the keys of a model and of all models in it; a model's heading is its own key."""
    for name, field in model.model_fields.items():
        yield Key(heading, name, field)
        for part in parts_of(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from keys_of(part, name)


def parts_of(annotation: Any) -> Iterator[Any]:
    """Yield the annotation and everything in its brackets."""
    yield annotation
    for part in get_args(annotation):
        yield from parts_of(part)


def allowed_values(field: FieldInfo) -> list[str]:
    """Return the values of the field's Literals."""
    literals = [part for part in parts_of(field.annotation) if get_origin(part) is Literal]
    values = [value for literal in literals for value in get_args(literal)]
    # as YAML writes it
    return ["false" if value is False else str(value) for value in values]


def bounds(field: FieldInfo) -> list[str]:
    """Return the numbers other than 0 that bound the field."""
    found = [getattr(part, name, None) for part in field.metadata for name in BOUNDS]
    return [f"{number:g}" for number in found if number]


def default_words(field: FieldInfo) -> tuple[str, ...]:
    """Return the words of which one must tell the field's default."""
    if field.is_required():
        return ("required",)
    default = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        return ("mapping",)
    if isinstance(default, bool):
        return (f"default `{str(default).lower()}`",)
    if isinstance(default, int | float):
        return (f"default `{default}`",)
    if isinstance(default, tuple) and default:
        return (f"default `[{', '.join(default)}]`",)
    if default == "":
        return ("default empty",)
    if not default:
        return ("default none", "default all")
    return (f"default `{default}`",)


STUDY_KEYS = list(keys_of(Study, "Top level"))


@pytest.fixture(scope="module")
def study_guide() -> Mapping[str, Mapping[str, str]]:
    """What the guide of study.yaml says of each key, by heading."""
    parts = sections(read_guide("study.md"))
    return {heading: listed_keys(part) for heading, part in parts.items()}


def missing_in(text: str, field: FieldInfo) -> list[str]:
    """Return what a guide should say of a key and doesn't: its default, values and bounds."""
    defaults = default_words(field)
    found = [] if any(words in text for words in defaults) else [" or ".join(defaults)]
    found += [f"`{value}`" for value in allowed_values(field) if f"`{value}`" not in text]
    return found + [number for number in bounds(field) if number not in text]


def test_study_keys_are_documented(study_guide: Mapping[str, Mapping[str, str]]) -> None:
    """The guide says of each key its default, all values that are allowed, and its bounds."""
    missing = {
        str(key): missing_in(study_guide[key.heading].get(key.name, ""), key.field)
        for key in STUDY_KEYS
    }

    assert {key: parts for key, parts in missing.items() if parts} == {}


def test_study_guide_has_no_other_keys(study_guide: Mapping[str, Mapping[str, str]]) -> None:
    """The guide lists no key that study.yaml doesn't have."""
    listed = {(heading, key) for heading, keys in study_guide.items() for key in keys}

    assert listed == {(key.heading, key.name) for key in STUDY_KEYS}


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("Keys of the codebook", CodebookForm),
        ("Keys of a theme", ThemeForm),
        ("Keys of a special code", SpecialForm),
    ],
)
def test_codebook_keys_are_documented(heading: str, model: type[BaseModel]) -> None:
    """The guide of codebooks lists the keys of each part and their defaults, and no others."""
    listed = listed_keys(sections(read_guide("codebook.md"))[heading])

    assert set(listed) == set(model.model_fields)
    for name, field in model.model_fields.items():
        assert missing_in(listed[name], field) == [], name


def test_keys_of_a_rule_are_documented() -> None:
    """The guide of rules lists the keys of a mapping."""
    listed = listed_keys(sections(read_guide("rules.md"))["Joining patterns"])

    assert {key.split(":")[0] for key in listed} == set(_RULE_KEYS)


def test_house_style_keys_are_documented() -> None:
    """The guide of pictures lists the keys of a house style, and no others."""
    listed = listed_keys(sections(read_guide("pictures.md"))["House style"])

    keys = list(keys_of(HouseStyle, "House style"))

    nested = {key.heading for key in keys}
    assert set(listed) == {key.name for key in keys} - nested

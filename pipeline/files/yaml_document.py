"""YAML files that people write: read as YAML 1.2 and checked against a typed form.

Mistakes come with file, line and nearest valid key.

Our own between ruamel.yaml and pydantic, since no library adds the lines of the one to the errors
of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipeline.errors import DocumentError, did_you_mean
from pipeline.files.inputs import read_text

Place = tuple[str | int, ...]


class Form(BaseModel):
    """The form of a part of a document: unknown keys are mistakes, values are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


F = TypeVar("F", bound=Form)


class Document:
    """A YAML file as read, with the line of each of its keys and items."""

    def __init__(self, path: Path, tree: Any) -> None:
        self.path = path
        self.tree = tree

    def line(self, place: Place) -> int | None:
        """Return the line (from 1) of the innermost part of the location that is in the file."""
        node, line = self.tree, None
        for step in place:
            try:
                if isinstance(node, CommentedMap) and step in node:
                    line = node.lc.key(step)[0] + 1
                elif isinstance(node, CommentedSeq) and isinstance(step, int):
                    line = node.lc.item(step)[0] + 1
                else:
                    return line
            except (KeyError, AttributeError, TypeError):
                return line
            node = node[step]
        return line

    def error(self, place: Place, what: str) -> DocumentError:
        """Return the error for that location, with its line."""
        return DocumentError(self.path, self.line(place), what)

    def as_form(self, form: type[F]) -> F:
        """Return the document as a typed value; `DocumentError` for its first mistake."""
        return self.parse(form)[0]

    def parse(self, form: type[F]) -> tuple[F, Document]:
        """Return the typed value and the document itself, for later checks."""
        if not isinstance(self.tree, CommentedMap):
            what = "expected keys and values (key: value) at the top of the file"
            raise DocumentError(self.path, 1, what)
        try:
            return form.model_validate(_plain(self.tree)), self
        except ValidationError as error:
            raise self._first(error, form) from None

    def _first(self, error: ValidationError, form: type[Form]) -> DocumentError:
        """Return the first mistake in the file.

        Not its echo higher up, and an unknown key rather than the key it was meant to be.
        """
        places = [mistake["loc"] for mistake in error.errors()]
        mistakes = [m for m in error.errors() if not _is_echo(m["loc"], places)]
        unknown = {m["loc"][:-1] for m in mistakes if m["type"] == "extra_forbidden"}
        told = [m for m in mistakes if m["type"] != "missing" or m["loc"][:-1] not in unknown]
        first = min(told, key=lambda m: (self.line(self._place(m)) or 0, -len(m["loc"])))
        place = self._place(first)
        return self.error(place, _words(first, place, form))

    def _place(self, mistake: ErrorDetails) -> Place:
        """Return the location of a mistake: pydantic's, without the names of forms it tried."""
        node: Any = self.tree
        place: list[str | int] = []
        is_there = True
        for step in mistake["loc"]:
            is_there = isinstance(node, CommentedMap) and step in node
            is_there = is_there or (isinstance(node, CommentedSeq) and isinstance(step, int))
            if is_there:
                node = node[step]
                place.append(step)
        if not is_there and mistake["type"] in {"missing", "extra_forbidden"}:
            place.append(mistake["loc"][-1])
        return tuple(place)


def _is_echo(place: Place, places: Sequence[Place]) -> bool:
    """Whether the mistake at a location only says that something below it is wrong."""
    return any(other[: len(place)] == place and other != place for other in places)


def read_document(path: Path) -> Document:
    """Return the YAML file at path.

    `UnreadableFileError` if it can't be read, `DocumentError` if it is no YAML or has a duplicate
    key.
    """
    text = read_text(path)
    yaml = YAML(typ="rt", pure=True)
    try:
        return Document(path, yaml.load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or "not valid YAML").split())
        raise DocumentError(path, mark.line + 1 if mark else None, what) from None
    except (YAMLError, ValueError, RecursionError) as error:
        what = " ".join(str(error).split())[:120]
        raise DocumentError(path, None, f"not valid YAML: {what}") from None


def _plain(node: Any) -> Any:
    """Return a part of the file as Python's own values; numeric keys become texts."""
    if isinstance(node, CommentedMap):
        return {_plain_key(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    if isinstance(node, bool):
        return node
    for kind in (str, float, int):
        if isinstance(node, kind):
            return kind(node)
    return node


def _plain_key(key: Any) -> Any:
    is_number = isinstance(key, int | float) and not isinstance(key, bool)
    return str(key) if is_number else key


def _words(mistake: ErrorDetails, place: Place, form: type[Form]) -> str:
    kind = mistake["type"]
    where = f"'{'.'.join(map(str, place))}': " if place else ""
    if kind == "extra_forbidden":
        key, known = str(place[-1]), _keys_at(form, place[:-1])
        near = did_you_mean(key, known) or f" Known here: {', '.join(known)}."
        return f"unknown key '{key}'.{near}"
    if kind == "missing":
        whole = ".".join(map(str, place[:-1])) or "the file"
        return f"'{whole}' lacks the key '{place[-1]}'."
    if kind == "too_short":
        return f"{where}needs at least one item."
    if kind == "invalid_key":
        return f"{where}a key must be text; put it in quotes."
    said = mistake["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if kind in {"value_error", "assertion_error"}:
        return f"{where}{said}"
    given = mistake.get("input")
    shown = "" if isinstance(given, dict | list) else f" (it says {given!r})"
    return f"{where}should be {said.replace('tuple', 'list')}{shown}"


def _keys_at(form: type[Form], place: Place) -> list[str]:
    """Return the valid keys at that location, none if it is no form."""
    current: Any = form
    for step in place:
        if isinstance(step, int):
            continue
        fields = getattr(current, "model_fields", {})
        by_alias = {(f.alias or name): f for name, f in fields.items()}
        if step not in by_alias:
            continue
        inner = _form_in(by_alias[step].annotation)
        current = inner or current
    return [f.alias or name for name, f in getattr(current, "model_fields", {}).items()]


def _form_in(annotation: Any) -> type[Form] | None:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _form_in(part)
        if found:
            return found
    return None

"""YAML files that people write: read as YAML 1.2, checked against a typed form, mistakes told with file, line and nearest right key.

Our own between ruamel.yaml and pydantic, since no library brings the lines of the one to the
complaints of the other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipeline.errors import DocumentError, UnreadableFileError, did_you_mean

Place = tuple[str | int, ...]


class Form(BaseModel):
    """The form of a part of a document: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


F = TypeVar("F", bound=Form)


class Document:
    """A YAML file as read, that knows the line of each of its keys and items."""

    def __init__(self, path: Path, tree: Any) -> None:
        self.path = path
        self.tree = tree

    def line(self, place: Place) -> int | None:
        """The line (from 1) of the innermost part of the place that exists in the file."""
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
        """The mistake at that place, with its line."""
        return DocumentError(self.path, self.line(place), what)

    def as_form(self, form: type[F]) -> F:
        """The document as a typed value; `DocumentError` for its first mistake."""
        return self.parse(form)[0]

    def parse(self, form: type[F]) -> tuple[F, Document]:
        """The typed value and the document itself, for checks that come later."""
        if not isinstance(self.tree, CommentedMap):
            raise DocumentError(
                self.path, 1, "expected keys and values (key: value) at the top of the file"
            )
        try:
            return form.model_validate(_plain(self.tree)), self
        except ValidationError as error:
            raise self._first(error, form) from None

    def _first(self, error: ValidationError, form: type[Form]) -> DocumentError:
        """The first mistake in the file: not its echo higher up, and an unknown key rather than the one that therefore lacks."""
        found = error.errors()
        places = [tuple(details["loc"]) for details in found]
        own = [
            d
            for d, loc in zip(found, places, strict=True)
            if not any(o[: len(loc)] == loc and o != loc for o in places)
        ]
        unknown = {tuple(d["loc"][:-1]) for d in own if d["type"] == "extra_forbidden"}
        told = [d for d in own if d["type"] != "missing" or tuple(d["loc"][:-1]) not in unknown]
        details = min(told, key=lambda d: (self.line(self._place(d)) or 0, -len(d["loc"])))
        place = self._place(details)
        return self.error(place, _words(details, place, form))

    def _place(self, details: Any) -> Place:
        """The place of a mistake in the file: pydantic's, without the names of forms that it tried there."""
        node, place = self.tree, []
        for number, step in enumerate(details["loc"]):
            here = (isinstance(node, CommentedMap) and step in node) or (
                isinstance(node, CommentedSeq) and isinstance(step, int)
            )
            if here:
                node = node[step]
                place.append(step)
            elif number == len(details["loc"]) - 1 and details["type"] in {
                "missing",
                "extra_forbidden",
            }:
                place.append(step)
        return tuple(place)


def read_document(path: Path) -> Document:
    """The YAML file at path. `UnreadableFileError` when it can't be read, `DocumentError` when it is no YAML or holds a key twice."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnreadableFileError(path, "no such file") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DocumentError(path, line, "not UTF-8; save the file as UTF-8") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(path, getattr(error, "strerror", None) or str(error)) from None
    yaml = YAML(typ="rt", pure=True)
    try:
        return Document(path, yaml.load(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or "not valid YAML").split())
        raise DocumentError(path, mark.line + 1 if mark else None, what) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise DocumentError(
            path, None, f"not valid YAML: {' '.join(str(error).split())[:120]}"
        ) from None


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {
            (str(k) if isinstance(k, int | float) and not isinstance(k, bool) else k): _plain(v)
            for k, v in node.items()
        }
    if isinstance(node, CommentedSeq):
        return [_plain(v) for v in node]
    if isinstance(node, str):
        return str(node)
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, float):
        return float(node)
    return int(node) if isinstance(node, int) else node


def _words(details: Any, place: Place, form: type[Form]) -> str:
    key = str(place[-1]) if place else ""
    kind = details["type"]
    if kind == "extra_forbidden":
        known = _keys_at(form, place[:-1])
        near = did_you_mean(key, known) or f" Known here: {', '.join(known)}."
        return f"unknown key '{key}'.{near}"
    if kind == "missing":
        return f"'{'.'.join(map(str, place[:-1])) or 'the file'}' lacks the key '{key}'."
    where = f"'{'.'.join(map(str, place))}': " if place else ""
    if kind == "too_short":
        return f"{where}needs at least one item."
    if kind == "invalid_key":
        return f"{where}a key must be text; put it in quotes."
    said = cast(str, details["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    if kind in {"value_error", "assertion_error"}:
        return f"{where}{said}"
    given = details.get("input")
    shown = "" if isinstance(given, dict | list) else f" (it says {given!r})"
    return f"{where}should be {said.replace('tuple', 'list')}{shown}"


def _keys_at(form: type[Form], place: Place) -> list[str]:
    """The keys that a form knows at that place; nothing when the place is no form."""
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

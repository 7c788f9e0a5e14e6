"""Restricts what a house's Word template can do: it is data, not a program."""

from __future__ import annotations

import re
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from pipeline.errors import UnreadableFileError, did_you_mean
from pipeline.files import is_unsafe_markup, open_zip, read_content

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_BYTES = 100 << 20
"""The limit of an unpacked template."""

MAX_NUMBER = 1_000_000
"""The largest number in a calculation of a template."""

MAX_FAULT = 200
"""Characters of a fault that are shown at most."""

_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_EXTERNAL = re.compile(rb"""TargetMode\s*=\s*["']External["']""")
_LINK = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""")
_CODE = re.compile(r"vbaProject|activeX|embeddings/|macrosheets", re.IGNORECASE)


def template_environment(placeholders: Collection[str]) -> Environment:
    """Return the Jinja environment of templates, without access to the program or huge numbers.

    `placeholders` are the known names, for the message about another.
    """
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Guarded(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**", "%"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not (_is_modest(left) and _is_modest(right)):
                raise SecurityError(f"'{operator}' works on modest numbers alone in a template")
            if operator == "**":
                raise SecurityError("'**' has no place in a template")
            return super().call_binop(context, operator, left, right)

    class Unknown(StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            if self._undefined_hint:
                return str(self._undefined_hint)
            fields = self._undefined_obj if isinstance(self._undefined_obj, dict) else placeholders
            near = did_you_mean(str(self._undefined_name), fields)
            what = f"there is no placeholder '{self._undefined_name}' here"
            return f"{what}.{near}" if near else f"{what}; docs/report-files.md lists them"

    return Guarded(autoescape=True, undefined=Unknown)


def template_fault(error: Exception) -> str:
    """Return what is wrong with a template that could not be filled, in one line."""
    from jinja2.exceptions import TemplateSyntaxError

    fault = " ".join(str(error).split())[:MAX_FAULT] or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        return f"a tag is misspelt or not closed ({fault})"
    return fault


def _is_modest(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) <= MAX_NUMBER


def read_template(path: Path) -> bytes:
    """Return the template's bytes; `UnreadableFileError` if it isn't safe."""
    content = read_content(path)
    damaged = "not a Word document (.docx), or a damaged one"
    with open_zip(path, BytesIO(content), max_bytes=MAX_BYTES, damaged=damaged) as archive:
        fault = _fault_of(archive)
    if fault:
        raise UnreadableFileError(path, fault)
    return content


def _fault_of(archive: ZipFile) -> str:
    """Return what is wrong with the archive, or ''."""
    if "word/document.xml" not in archive.namelist():
        return "not a Word document (.docx); save the template as one"
    for part in archive.infolist():
        name = part.filename
        if _CODE.search(name):
            return f"holds macros or embedded objects ({name}); save it without these"
        if name.endswith((".xml", ".rels")):
            fault = _fault_of_part(name, archive.read(part))
            if fault:
                return fault
    return ""


def _fault_of_part(name: str, content: bytes) -> str:
    if is_unsafe_markup(content):
        return f"declares entities or an encoding that Word does not write ({name})"
    relations = _RELATION.findall(content) if name.endswith(".rels") else ()
    if any(_EXTERNAL.search(relation) and not _LINK.search(relation) for relation in relations):
        return (
            f"loads something from elsewhere ({name}); put pictures and styles into the file itself"
        )
    return ""

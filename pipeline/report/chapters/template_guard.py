"""Looks at a house's Word template before it is filled, and keeps what it can ask within bounds: a template is data, not a program."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from pipeline.errors import UnreadableFileError

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_BYTES = 100 << 20
"""Of a template when unpacked."""

MOST_NUMBER = 1_000_000
"""In a sum of a template."""

_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_EXTERNAL = re.compile(rb"""TargetMode\s*=\s*["']External["']""")
_LINK = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""")
_CODE = re.compile(r"vbaProject|activeX|embeddings/|macrosheets", re.IGNORECASE)


def template_environment() -> Environment:
    """The Jinja of templates: texts are escaped, unknown names are errors, nothing reaches the program, no sum makes a text of gigabytes."""
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Guarded(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset({"*", "**", "%"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not all(
                isinstance(value, int | float) and abs(value) <= MOST_NUMBER
                for value in (left, right)
            ):
                raise SecurityError(f"'{operator}' works on modest numbers alone in a template")
            if operator == "**":
                raise SecurityError("'**' has no place in a template")
            return super().call_binop(context, operator, left, right)

    return Guarded(autoescape=True, undefined=StrictUndefined)


def read_template(path: Path) -> bytes:
    """The template's bytes; `UnreadableFileError` for a file that is no Word template, holds code, opens addresses or unpacks to too much."""
    try:
        content = path.read_bytes()
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES:
                raise UnreadableFileError(
                    path, f"unpacks to more than {MOST_BYTES >> 20} MB, more than is safe to open"
                )
            if "word/document.xml" not in {part.filename for part in parts}:
                raise UnreadableFileError(
                    path, "not a Word document (.docx); save the template as one"
                )
            for part in parts:
                if _CODE.search(part.filename):
                    raise UnreadableFileError(
                        path,
                        f"holds macros or embedded objects ({part.filename}); save it without these",
                    )
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(path, part.filename, archive.read(part))
    except OSError as error:
        raise UnreadableFileError(path, f"cannot be read ({error.strerror})") from None
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ZlibError):
        raise UnreadableFileError(path, "not a Word document (.docx), or a damaged one") from None
    return content


def _check_part(path: Path, name: str, content: bytes) -> None:
    if _DECLARES.search(content) or b"\x00" in content:
        raise UnreadableFileError(
            path, f"declares entities or an encoding that Word does not write ({name})"
        )
    if name.endswith(".rels"):
        for relation in _RELATION.findall(content):
            if _EXTERNAL.search(relation) and not _LINK.search(relation):
                raise UnreadableFileError(
                    path,
                    f"loads something from elsewhere ({name}); put pictures and styles into the file itself",
                )

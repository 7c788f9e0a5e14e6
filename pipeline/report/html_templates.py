"""The HTML templates of reports, and embedded pictures."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING

from pipeline.report.words import sentence

if TYPE_CHECKING:
    from jinja2 import Environment


def as_data(content: bytes, kind: str = "image/svg+xml") -> str:
    """Return the picture as a data URL."""
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


@cache
def environment(package: str = "pipeline.report") -> Environment:
    """Return the templates of a package, with fallback to those shared by all reports.

    Values are escaped, and an undefined name is an error.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    packages = dict.fromkeys((package, "pipeline.report"))
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name, "templates") for name in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(sentence=sentence, as_data=as_data)
    return environment

"""What programs may rely on in report/: the contract's version, and a schema of theme counts."""

from __future__ import annotations

from typing import Any

from pipeline.counts import INTERVALS, THEME_COUNTS
from pipeline.model import Table

CONTRACT = "2.2"
"""The major version rises when a table loses or changes something, the minor with additions."""

FRACTIONS = frozenset({"share", "low", "high"})
BY_SOURCE = frozenset({"n_rules", "n_classifier", "n_llm", "n_reviewer", "n_guess"})
"""Parts of n by what they rest on."""

GUARDED = FRACTIONS | BY_SOURCE | {"n", "mentions", "weighted", "rounded"}
"""Columns that are empty if a disclosure rule hides the figure."""

LACKING = GUARDED | {"coded"}
"""Numeric columns that may be empty: those, and others that would reveal them."""

COUNTS = BY_SOURCE | {"n", "level", "mentions", "weighted", "coded", "asked"}
COUNTS |= {"base", "weighted_base", "effective_base"}

_TYPES = {"text": "string", "int": "integer", "float": "number", "bool": "boolean"}


def theme_counts_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of theme_counts.json, made from the table's columns."""
    hidden = [name for name in THEME_COUNTS.columns if name in GUARDED]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:turven:theme-counts:{CONTRACT}",
        "title": "Theme counts of a survey, coded with turven",
        "description": (
            "One object for each question, wave, segment and theme; "
            "the same rows and columns as theme_counts.csv."
        ),
        "version": CONTRACT,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                name: json_property(THEME_COUNTS, name) for name in THEME_COUNTS.columns
            },
            "required": list(THEME_COUNTS.columns),
            "additionalProperties": False,
            "if": {"properties": {"suppressed": {"const": True}}},
            "then": {"properties": {name: {"type": "null"} for name in hidden}},
            "else": {"properties": {"n": {"type": "integer"}}},
        },
    }


def json_property(table: Table, column: str) -> dict[str, Any]:
    """Return the JSON schema of a value in that column; a number that may be empty is null."""
    kind, meaning = table.columns[column]
    name = _TYPES.get(kind, "integer")
    may_lack = kind == "float" or column in LACKING or kind not in _TYPES
    value: dict[str, Any] = {"description": meaning, "type": [name, "null"] if may_lack else name}
    if column == "interval":
        value["enum"] = ["", *INTERVALS]
    return value | bounds(table, column)


def field(table: Table, column: str) -> dict[str, Any]:
    """Return the same as a field of a Frictionless table schema."""
    kind, meaning = table.columns[column]
    own = {"name": column, "type": _TYPES.get(kind, "integer"), "description": meaning}
    limits = bounds(table, column)
    return {**own, "constraints": limits} if limits else own


def bounds(table: Table, column: str) -> dict[str, Any]:
    """Return the minimum and maximum of a numeric column of theme counts."""
    if table is not THEME_COUNTS:
        return {}
    if column in FRACTIONS:
        return {"minimum": 0, "maximum": 1}
    return {"minimum": 0} if column in COUNTS else {}

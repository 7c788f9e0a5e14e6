"""The form of a codebook file, and how it becomes a `Codebook`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from pipeline.codebook.bank import read_bank
from pipeline.codebook.patterns import PatternError, parse_pattern
from pipeline.errors import MisuseError, did_you_mean
from pipeline.files import Document, Form, Place, bank_path, read_document
from pipeline.model import OTHER, SPECIAL_CODES, Codebook, Junction, Node, Rule, Scope, Theme

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RULE_KEYS = ("all", "any", "not", "scope", "negated", "hypothetical", "id")
_SCOPES: tuple[Scope, ...] = ("mention", "sentence", "answer")

RuleForm = str | dict[str, Any]
Text = Annotated[str, Field(min_length=1)]


class ThemeForm(Form):
    """A theme as written."""

    id: Text
    label: Text
    definition: str = ""
    use_when: str = ""
    not_when: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    rules: tuple[RuleForm, ...] = ()
    themes: tuple[ThemeForm, ...] = ()


class SpecialForm(Form):
    """Rules for geen-antwoord or overig, tried if no theme was found.

    `beside_themes` (of overig) allows overig beside a theme, as in a list of tools of which some
    have no theme.
    """

    rules: tuple[RuleForm, ...] = ()
    beside_themes: bool = False


class CodebookForm(Form):
    """A codebook as written."""

    id: Text
    title: Text
    language: str = "nl"
    version: Text
    themes: tuple[ThemeForm, ...] = Field(min_length=1)
    special: Mapping[str, SpecialForm] = Field(default_factory=dict)


class CodebookReader:
    """Turns a checked form into a `Codebook`; every mistake is a `DocumentError` at its line."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen: dict[str, Place] = {}

    def read(self) -> Codebook:
        """Return the codebook in the document."""
        form = self._document.as_form(CodebookForm)
        themes = tuple(self._theme(theme, ("themes", i)) for i, theme in enumerate(form.themes))
        special = tuple(rule for code in form.special for rule in self._special_rules(form, code))
        other = form.special.get(OTHER)
        return Codebook(
            id=form.id,
            title=form.title,
            language=form.language,
            version=form.version,
            themes=themes,
            special_rules=special,
            other_beside_themes=other is not None and other.beside_themes,
            source=str(self._document.path),
        )

    def _special_rules(self, form: CodebookForm, code: str) -> list[Rule]:
        place = ("special", code)
        if code not in SPECIAL_CODES:
            near = did_you_mean(code, SPECIAL_CODES)
            raise self._document.error(place, f"'{code}' is no special code.{near}")
        if form.special[code].beside_themes and code != OTHER:
            what = f"only {OTHER} can stand beside a theme"
            raise self._document.error((*place, "beside_themes"), what)
        return self._rules(form.special[code].rules, code, (*place, "rules"))

    def _theme(self, form: ThemeForm, place: Place) -> Theme:
        self._claim(form.id, (*place, "id"))
        rules = self._rules(form.rules, form.id, (*place, "rules"))
        children = enumerate(form.themes)
        return Theme(
            id=form.id,
            label=form.label,
            definition=form.definition.strip(),
            use_when=form.use_when.strip(),
            not_when=form.not_when.strip(),
            examples=form.examples,
            counterexamples=form.counterexamples,
            rules=tuple(rules),
            themes=tuple(self._theme(child, (*place, "themes", i)) for i, child in children),
        )

    def _claim(self, theme_id: str, place: Place) -> None:
        if theme_id in SPECIAL_CODES:
            what = f"'{theme_id}' is a code that every codebook has; put its rules under special:"
            raise self._document.error(place, what)
        if not _ID.fullmatch(theme_id):
            what = f"theme id '{theme_id}': use small letters, digits and single hyphens"
            raise self._document.error(place, what)
        if theme_id in self._seen:
            line = self._document.line(self._seen[theme_id])
            what = f"theme id '{theme_id}' is there twice (first in line {line})"
            raise self._document.error(place, what)
        self._seen[theme_id] = place

    def _rules(self, forms: tuple[RuleForm, ...], theme: str, place: Place) -> list[Rule]:
        rules = [
            self._rule(form, theme, number, (*place, number)) for number, form in enumerate(forms)
        ]
        ids = [rule.id for rule in rules]
        for number, rule_id in enumerate(ids):
            if rule_id in ids[:number]:
                raise self._document.error((*place, number), f"rule id '{rule_id}' is there twice")
        return rules

    def _rule(self, form: RuleForm, theme: str, number: int, place: Place) -> Rule:
        name = f"{theme}.{number + 1}"
        if isinstance(form, str):
            return Rule(name, theme, self._pattern(form, place), text=form)
        self._known_keys(form, _RULE_KEYS, place)
        scope = form.get("scope", "sentence")
        if scope not in _SCOPES:
            what = f"scope '{scope}': write one of {', '.join(_SCOPES)}"
            raise self._document.error((*place, "scope"), what)
        if "id" in form:
            name = f"{theme}.{form['id']}"
        return Rule(
            id=name,
            theme=theme,
            keep_negated=self._is_on(form, "negated", "keep", place),
            drop_hypothetical=self._is_on(form, "hypothetical", "drop", place),
            node=self._junction(form, place),
            scope=scope,
            text=_as_text(form),
        )

    def _is_on(self, form: Mapping[str, Any], key: str, on: str, place: Place) -> bool:
        """Whether the key is present, with its only allowed value."""
        if form.get(key, "") not in ("", on):
            what = f"{key}: '{form[key]}': write {on}, or leave the key out"
            raise self._document.error((*place, key), what)
        return form.get(key) == on

    def _junction(self, form: Mapping[str, Any], place: Place) -> Junction:
        every, some, none = (self._members(form, key, place) for key in ("all", "any", "not"))
        if not every and not some:
            raise self._document.error(place, "a rule needs a pattern under all or any")
        return Junction(every, some, none)

    def _members(self, form: Mapping[str, Any], key: str, place: Place) -> tuple[Node, ...]:
        members = form.get(key, [])
        if isinstance(members, str):
            members = [members]
        if not isinstance(members, list):
            raise self._document.error((*place, key), f"{key}: write a list of patterns")
        return tuple(self._node(member, (*place, key, i)) for i, member in enumerate(members))

    def _node(self, form: Any, place: Place) -> Node:
        if isinstance(form, str):
            return self._pattern(form, place)
        if not isinstance(form, dict):
            what = f"'{form}' is no pattern; quote numbers and yes/no words"
            raise self._document.error(place, what)
        self._known_keys(form, ("all", "any", "not"), place)
        return self._junction(form, place)

    def _known_keys(self, form: Mapping[str, Any], known: tuple[str, ...], place: Place) -> None:
        for key in form:
            if key not in known:
                near = did_you_mean(str(key), known) or f" Known here: {', '.join(known)}."
                raise self._document.error((*place, key), f"unknown key '{key}' in a rule.{near}")

    def _pattern(self, text: str, place: Place) -> Node:
        try:
            return parse_pattern(text)
        except PatternError as error:
            raise self._document.error(place, str(error)) from None


def _as_text(form: Mapping[str, Any]) -> str:
    def show(value: Any) -> str:
        if isinstance(value, list):
            return "[" + ", ".join(show(v) for v in value) + "]"
        if isinstance(value, dict):
            return _as_text(value)
        return str(value)

    return "{" + ", ".join(f"{key}: {show(value)}" for key, value in form.items()) + "}"


def read_codebook(path: Path | str) -> Codebook:
    """Return the codebook in a YAML file, with the bank beside it if there is one.

    `DocumentError` with line and suggestion for its first mistake.
    """
    book = CodebookReader(read_document(Path(path))).read()
    return replace(book, bank=read_bank(bank_path(Path(path)), book))


def as_codebook(book: Codebook | Path | str) -> Codebook:
    """Return the codebook itself, or read it from its file; `MisuseError` for anything else."""
    if isinstance(book, Codebook):
        return book
    if isinstance(book, Path | str):
        return read_codebook(book)
    raise MisuseError("book: give a codebook, or the path of its file")

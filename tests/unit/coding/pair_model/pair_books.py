"""Small codebooks for tests of the pair model."""

from __future__ import annotations

from pipeline.coding import Material
from pipeline.coding.rules import RuleMatcher
from pipeline.model import BankText, Codebook, Theme
from pipeline.normalise import SpacyLinguist

TIME = Theme(
    "tijd",
    "Tijd",
    "Medewerkers hebben te weinig tijd.",
    examples=("geen tijd over", "te druk met ander werk", "de agenda zit vol"),
    counterexamples=("het duurde een tijd voor de server het deed",),
)
MONEY = Theme(
    "geld",
    "Geld",
    "Te weinig budget; hoge kosten.",
    examples=("het budget is op", "licenties zijn duur", "geen euro beschikbaar"),
)
KNOWLEDGE = Theme(
    "kennis",
    "Kennis",
    "Gebrek aan kennis of scholing.",
    examples=("medewerkers kennen het niet", "scholing ontbreekt", "te weinig cursussen"),
)
PRIVACY = Theme(
    "privacy",
    "Privacy",
    "Persoonsgegevens en de AVG.",
    examples=("zorgen over de AVG", "persoonsgegevens van inwoners", "privacy is lastig"),
)
THEMES = (TIME, MONEY, KNOWLEDGE, PRIVACY)


def make_book(
    themes: tuple[Theme, ...] = THEMES,
    *,
    bank: tuple[BankText, ...] = (),
    other_beside_themes: bool = False,
) -> Codebook:
    """A codebook of four themes with examples and without rules."""
    return Codebook(
        "proef", "Proef", "nl", "1", themes, other_beside_themes=other_beside_themes, bank=bank
    )


def make_material(book: Codebook, linguist: SpacyLinguist) -> Material:
    """What a model of that codebook is made of, without vectors."""
    return Material(RuleMatcher(book, linguist), linguist)

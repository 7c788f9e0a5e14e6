"""What stands around the lists of names, without loading them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.privacy import cache_folder, names_are_ready
from pipeline.privacy.names import _find


def found(text: str, name: str, tag: str = "persoon", *, place: bool = False) -> tuple[str, str]:
    """What becomes of an annotation: what is marked, and as which kind."""
    at = text.index(name)
    find = _find(
        text, SimpleNamespace(start_char=at, end_char=at + len(name), tag=tag), lambda _: place
    )
    assert find is not None
    return text[find.start : find.end], find.kind


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("collega Jan de Vries", "Jan de Vries"),
        ("Mevr. Bakker", "Bakker"),
        ("mw. drs. A. Bakker", "A. Bakker"),
        ("De heer Okonkwo", "Okonkwo"),
        ("van den Heuvel", "van den Heuvel"),
        ("het team van Els", "het team van Els"),
        ("Mr.", "Mr."),
    ],
)
def test_titles_stay(name: str, marked: str) -> None:
    """Titles and words in small letters before a name are no part of it; particles, such as het in
    't Hart, are. Something is always marked.
    """
    assert found(f"Vraag {name} maar", name) == (marked, "name")


def test_places_are_no_persons() -> None:
    """A name that is wholly a place is one; a place with a figure, or that ends as a street, is an
    address.
    """
    assert found("in Bergen nu", "Bergen", place=True) == ("Bergen", "place")
    assert found("in Bergen nu", "Bergen", "locatie") == ("Bergen", "place")
    assert found("in 1234 AB Bergen nu", "1234 AB Bergen", "locatie") == (
        "1234 AB Bergen",
        "address",
    )
    assert found("de Kerkstraat nu", "Kerkstraat", "locatie") == ("Kerkstraat", "address")


def test_other_annotations_are_none() -> None:
    """Ages, dates and hospitals are not looked for here."""
    assert (
        _find("42 jaar", SimpleNamespace(start_char=0, end_char=2, tag="leeftijd"), lambda _: False)
        is None
    )


def test_where_the_lists_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the folder that is named, else in the user's; where neither can be made, in a new one of
    the moment.
    """
    monkeypatch.setenv("TURVEN_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here" / "turven"
    assert not names_are_ready()
    (tmp_path / "here" / "turven" / "deduce" / "cache").mkdir(parents=True)
    (tmp_path / "here" / "turven" / "deduce" / "cache" / "lists.pickle").write_bytes(b"")
    assert names_are_ready()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TURVEN_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert cache_folder() == tmp_path / "home" / ".cache" / "turven"
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "file")
    elsewhere = cache_folder()
    assert elsewhere.is_dir()
    assert tmp_path not in elsewhere.parents

"""Every mistake in a codebook is one line that names the file, the line and what is right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.codebook import read_codebook
from pipeline.errors import DocumentError

Mistake = Callable[[str, str], DocumentError]

BOOK = """\
id: weer
title: Weer
version: "1"
themes:
  - id: regen
    label: Regen
    rules:
      - PATROON
  - id: wind
    label: Wind
    rules: [wind]
    themes:
      - id: storm
        label: Storm
special:
  overig:
    rules: [zomaar]
"""


@pytest.fixture
def mistake(tmp_path: Path) -> Mistake:
    """The error of a codebook in which `before` was changed to `after`."""

    def make(before: str, after: str) -> DocumentError:
        assert before in BOOK
        path = tmp_path / "weer.yaml"
        path.write_text(BOOK.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(DocumentError) as caught:
            read_codebook(path)
        assert "weer.yaml" in str(caught.value)
        return caught.value

    return make


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("id: wind", "id: regen", 9, "theme id 'regen' is there twice (first in line 5)"),
        ("id: storm", "id: regen", 13, "theme id 'regen' is there twice (first in line 5)"),
        (
            "id: wind",
            "id: Harde wind",
            9,
            "theme id 'Harde wind': use small letters, digits and single hyphens",
        ),
        ("id: wind", "id: wind--kracht", 9, "use small letters, digits and single hyphens"),
        (
            "id: wind",
            "id: overig",
            9,
            "'overig' is a code that every codebook has; put its rules under special:",
        ),
        ("id: wind", "id: geen-antwoord", 9, "put its rules under special:"),
        ("    label: Wind", "    lable: Wind", 10, "label"),
        (
            "        label: Storm",
            "        label: Storm\n        kleur: x",
            15,
            "unknown key 'kleur'",
        ),
        ("  overig:", "  overige:", 16, "'overige' is no special code. Did you mean overig?"),
        ("rules: [zomaar]", "ruls: [zomaar]", 17, "unknown key 'ruls'. Did you mean rules?"),
        ("rules: [wind]", "rules: wind", 11, "'themes.1.rules'"),
        ("rules: [wind]", "rules: [5]", 11, "(it says 5)"),
        ("rules: [wind]", "rules: [true]", 11, "(it says True)"),
        ('version: "1"', "version: 1", 3, "(it says 1)"),
        ('version: "1"', 'version: "1"\nid: x', 4, 'duplicate key "id"'),
    ],
)
def test_mistakes_have_a_place(
    mistake: Mistake, before: str, after: str, line: int, says: str
) -> None:
    """The error names the line of the mistake and what is right."""
    error = mistake(before, after)
    assert (error.line, says in str(error)) == (line, True), str(error)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("''", "an empty pattern finds nothing"),
        ("'   '", "an empty pattern finds nothing"),
        ("~3 ver", "'~3' must stand between two words in '~3 ver'"),
        ("te ~3", "'~3' must stand between two words in 'te ~3'"),
        ("te ~3 ~~2 ver", "'~~2' must stand between two words"),
        ("te ~ ver", "'~' in 'te ~ ver': write ~ and the number of words in between, such as ~3"),
        ("te ~333 ver", "write ~ and the number of words in between"),
        ("te ~~~3 ver", "write ~ and the number of words in between"),
        ("'te |ver'", "an empty alternative beside | in 'te |ver'"),
        ("te|", "an empty alternative beside |"),
        ("re*gen", "'re*gen' in 're*gen': * can stand at the start or the end of a word only"),
        ("'*'", "'*' in '*' holds no letter or digit"),
        ("te -- ver", "'--' in 'te -- ver' holds no letter or digit"),
        ("'='", "'=' in '=' holds no letter or digit"),
        ("r*", "'r*' in 'r*' would find nearly every word; write at least two letters beside *"),
        ("'*r*'", "would find nearly every word"),
        ("{any: [re*gen]}", "* can stand at the start or the end of a word only"),
        ("{}", "a rule needs a pattern under all or any"),
        ("{not: [zon]}", "a rule needs a pattern under all or any"),
        ("{any: []}", "a rule needs a pattern under all or any"),
        ("{any: [{not: [zon]}]}", "a rule needs a pattern under all or any"),
        ("{any: 5}", "any: write a list of patterns"),
        ("{any: }", "any: write a list of patterns"),
        ("{any: [5]}", "'5' is no pattern; quote numbers and yes/no words"),
        ("{any: [true]}", "'True' is no pattern; quote numbers and yes/no words"),
        ("{ani: [nat]}", "unknown key 'ani' in a rule. Did you mean any?"),
        ("{any: [{sope: x}]}", "unknown key 'sope' in a rule. Known here: all, any, not."),
        (
            "{any: [nat], scope: sentense}",
            "scope 'sentense': write one of mention, sentence, answer",
        ),
        ("{any: [nat], scope: [mention]}", "write one of mention, sentence, answer"),
        ("{any: [nat], negated: ja}", "negated: 'ja': write keep, or leave the key out"),
        ("{any: [nat], negated: true}", "write keep, or leave the key out"),
        ("{any: [nat], negated: [keep]}", "write keep, or leave the key out"),
        (
            "{any: [nat], hypothetical: keep}",
            "hypothetical: 'keep': write drop, or leave the key out",
        ),
        ("{any: [nat], hypothetical: [drop]}", "write drop, or leave the key out"),
        (
            "{any: [nat], hypotetical: drop}",
            "unknown key 'hypotetical' in a rule. Did you mean hypothetical?",
        ),
    ],
)
def test_bad_rules(mistake: Mistake, pattern: str, says: str) -> None:
    """A rule that the rule language doesn't know is told at its line, with the way to write it."""
    error = mistake("PATROON", pattern)
    assert says in str(error)
    assert error.line == 8


def test_rule_ids_twice(mistake: Mistake) -> None:
    """Two rules of a theme can't have one id, whether given or numbered."""
    assert "rule id 'regen.a' is there twice" in str(
        mistake("PATROON", "{any: [nat], id: a}\n      - {any: [bui], id: a}")
    )
    assert mistake("PATROON", "{any: [nat], id: 2}\n      - bui").line == 9


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("PATROON", "5", 8),
        ("label: Regen", "lable: Regen", 5),
        ("label: Regen", "label: 5", 6),
        ("label: Regen", "label: Regen\n    examples: [1.5]", 7),
        ("label: Regen", "label: Regen\n    examples: nat", 7),
    ],
)
@pytest.mark.parametrize("themes", [1, 2])
def test_mistake_in_the_first_theme(
    tmp_path: Path, before: str, after: str, line: int, themes: int
) -> None:
    """A mistake in the first theme is told there, not as a list of themes that is too short."""
    book = BOOK if themes == 2 else BOOK[: BOOK.index("  - id: wind")]
    (tmp_path / "b.yaml").write_text(
        book.replace("PATROON", "nat" if before != "PATROON" else after).replace(before, after, 1)
    )
    with pytest.raises(DocumentError) as caught:
        read_codebook(tmp_path / "b.yaml")
    assert "at least 1 item" not in str(caught.value)
    assert caught.value.line in {line, line + 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id: wind", 'id: "wi\\nnd"'),
        ("  overig:", '  "over\\nig":'),
        ("PATROON", '"nat re*gen\\nbui"'),
        ("PATROON", '"nat re*\\u2028gen ~"'),
        ("PATROON", '{any: [nat], scope: "a\\nb"}'),
        ("PATROON", '{any: [nat], negated: "a\\nb"}'),
        ("PATROON", '{"a\\nny": [nat]}'),
        ("    label: Wind", '    "la\\nbel": Wind'),
    ],
)
def test_mistakes_are_one_line(mistake: Mistake, before: str, after: str) -> None:
    """An error stays one line where the mistaken word holds a line break."""
    assert len(str(mistake(before, after)).splitlines()) == 1


def test_no_themes(tmp_path: Path) -> None:
    """A codebook without themes is refused at that line, in words a researcher understands."""
    (tmp_path / "b.yaml").write_text('id: x\ntitle: X\nversion: "1"\nthemes: []\n')
    with pytest.raises(DocumentError) as caught:
        read_codebook(tmp_path / "b.yaml")
    assert caught.value.line == 4
    assert "Tuple" not in str(caught.value)

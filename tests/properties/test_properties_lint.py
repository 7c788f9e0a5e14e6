"""Reports made from counts give no finding; with one figure changed, one that names it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.lint import check_report, read_report
from pipeline.lint.checks import Finding, read_run_counts
from pipeline.lint.find import Pair, Percent, counts_of, rounded
from pipeline.lint.read.markdown import blocks_of_markdown
from pipeline.lint.read.report_file import captions

LABELS = ("Ja", "Nee", "Nog niet", "Weet niet", "Deels wel", "Anders")
THEMES = ("Kosten", "Ruimte", "Veiligheid", "Personeel", "Regels", "Techniek")


def lint(text: str) -> list[Finding]:
    """The findings of a Markdown report in Dutch."""
    return check_report(read_report(blocks_of_markdown(text, captions()), "nl"))


def as_list(labels: Sequence[str], pairs: Sequence[Pair], base: int) -> str:
    """A report with a list below its base."""
    items = "\n".join(
        f"- {label}: {p} (n={n})" for label, (n, p) in zip(labels, pairs, strict=False)
    )
    return f"# Vraag\n\nHoe staat het ervoor? [n={base} gemeenten]\n\n{items}\n"


def as_table(labels: Sequence[str], pairs: Sequence[Pair], base: int) -> str:
    """A report with a table, below a caption with the base."""
    rows = "\n".join(
        f"| {label} | {p} | {n} |" for label, (n, p) in zip(labels, pairs, strict=False)
    )
    caption = f"Tabel 1: Hoe staat het ervoor? (n={base})"
    return f"# Vraag\n\n{caption}\n\n| Antwoord | % | n |\n|---|---|---|\n{rows}\n"


def as_text(labels: Sequence[str], pairs: Sequence[Pair], base: int) -> str:
    """A report that tells the figures in a sentence."""
    shares = ", ".join(
        f"{p} (n={n}) {label.lower()}" for label, (n, p) in zip(labels, pairs, strict=False)
    )
    return f"# Vraag\n\nVan de {base} gemeenten zegt {shares}.\n"


FORMS = st.sampled_from([as_list, as_table, as_text])


@st.composite
def single_choice(draw: st.DrawFn) -> tuple[list[Pair], int]:
    """The options of a question of which each respondent gave one, and their base."""
    counts = draw(st.lists(st.integers(0, 60), min_size=2, max_size=6).filter(sum))
    base, digits = sum(counts), draw(st.sampled_from([0, 0, 1]))
    return [Pair(n, rounded(n, base, digits)) for n in counts], base


@st.composite
def multiple_choice(draw: st.DrawFn) -> tuple[list[Pair], int]:
    """The options of a question of which each respondent could give several, and their base."""
    base = draw(st.integers(2, 400))
    counts = draw(st.lists(st.integers(0, base), min_size=2, max_size=6))
    return [Pair(n, rounded(n, base)) for n in counts], base


@given(single_choice(), FORMS)
def test_right_single_choice_is_silent(question: tuple[list[Pair], int], form: object) -> None:
    """Figures that fit are no finding, whatever the layout and the rounding."""
    pairs, base = question
    assert lint(form(LABELS, pairs, base)) == []


@given(multiple_choice(), FORMS)
def test_right_multiple_choice_is_silent(question: tuple[list[Pair], int], form: object) -> None:
    """Options need not add up to the base where respondents could give several."""
    pairs, base = question
    total = sum(p.value for _, p in pairs)
    # themes whose shares happen to add up to a hundred are asked about, as a maybe
    assume(abs(total - 100) > 3 + len(pairs) / 2)
    assert lint(form(THEMES, pairs, base)) == []


@given(multiple_choice(), FORMS, st.data())
def test_wrong_percent_is_found(
    question: tuple[list[Pair], int], form: object, data: st.DataObject
) -> None:
    """A per cent changed beyond rounding is found, with the right one as what it should be."""
    pairs, base = question
    at = data.draw(st.integers(0, len(pairs) - 1))
    n, right = pairs[at]
    wrong = Percent(float(data.draw(st.integers(0, 100))))
    assume(not Pair(n, wrong).fits(base) and len(set(pairs)) == len(pairs))
    # a table of two rows may as well give the share of each row's n
    assume(len(pairs) > 2)
    # exchanged with another it may look like two that were swapped
    assume(not any(Pair(m, wrong).fits(base) for m, _ in pairs))
    changed = [*pairs[:at], Pair(n, wrong), *pairs[at + 1 :]]
    # where the per cents add up to a hundred by chance, the n looks wrong
    assume(abs(sum(p.value for _, p in changed) - 100) > len(pairs))
    # in running text an n that is the base may be a note of it: "17% (n=23)" of 23
    assume(form is not as_text or n != base)
    found = lint(form(THEMES, changed, base))
    assert any(
        f"{wrong}" in f.says and f"n={n})" in f.says and f"{right}" in f.should for f in found
    ), found


@given(single_choice(), st.sampled_from([as_list, as_table]), st.data())
def test_wrong_n_is_found(
    question: tuple[list[Pair], int], form: object, data: st.DataObject
) -> None:
    """An n changed beyond rounding is found, with the right n as what it should be."""
    pairs, base = question
    at = data.draw(st.integers(0, len(pairs) - 1))
    n, percent = pairs[at]
    wrong = data.draw(st.integers(0, base))
    assume(
        not Pair(wrong, percent).fits(base) and not any(Pair(wrong, p).fits(base) for _, p in pairs)
    )
    changed = [*pairs[:at], Pair(wrong, percent), *pairs[at + 1 :]]
    # of two options that are both changed by it, none can be told from the other
    assume(len(pairs) > 2)
    found = lint(form(LABELS, changed, base))
    assert any(f"{percent} (n={wrong})" in f.says and f"(n={n})" in f.should for f in found), found


@given(single_choice(), st.sampled_from([as_list, as_table]), st.data())
def test_swapped_is_found(
    question: tuple[list[Pair], int], form: object, data: st.DataObject
) -> None:
    """Two n's that are exchanged are told as such."""
    pairs, base = question
    a, b = sorted(
        data.draw(st.lists(st.integers(0, len(pairs) - 1), min_size=2, max_size=2, unique=True))
    )
    (n, p), (m, q) = pairs[a], pairs[b]
    assume(len(pairs) > 2 and not Pair(n, q).fits(base) and not Pair(m, p).fits(base))
    assume(
        not any(
            Pair(k, r).fits(base)
            for i, (k, _) in enumerate(pairs)
            for j, (_, r) in enumerate(pairs)
            if i != j
        )
    )
    changed = list(pairs)
    changed[a], changed[b] = Pair(m, p), Pair(n, q)
    found = lint(form(LABELS, changed, base))
    assert [f.check for f in found] == ["swapped"]


@given(single_choice(), st.sampled_from([as_list, as_table]), st.data())
def test_left_out_is_found(
    question: tuple[list[Pair], int], form: object, data: st.DataObject
) -> None:
    """An option that is left out is told with its n."""
    pairs, base = question
    at = data.draw(st.integers(1, len(pairs) - 1))
    assume(len(pairs) > 2 and pairs[at][0] > 0.05 * base)
    left = [*pairs[:at], *pairs[at + 1 :]]
    assume(sum(n for n, _ in left) > 0)
    labels = [*LABELS[:at], *LABELS[at + 1 :]]
    found = lint(form(labels, left, base))
    assert any(
        f.check in ("left-out", "parts") and f"{pairs[at][0]}" in f"{f.should}{f.says}{f.why}"
        for f in found
    ), found


@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 1))
def test_bases_and_counts_belong(n: int, base: int, digits: int) -> None:
    """Every rounded share is borne by its own count and base, and by none that it leaves out."""
    assume(n <= base)
    percent = rounded(n, base, digits)
    assert Pair(n, percent).fits(base)
    assert n in counts_of(percent, base)
    assert base in Pair(n, percent).bases or base > max(Pair(n, percent).bases)
    assert all(Pair(k, percent).fits(base) for k in counts_of(percent, base))
    assert not any(
        Pair(k, percent).fits(base) for k in range(base + 1) if k not in counts_of(percent, base)
    )


PARTS = st.sampled_from(
    [
        "5% (n=0)",
        "67% (n=20)",
        "0%",
        "100%",
        "12",
        "1",
        "30 gemeenten",
        "van de 30",
        "van de 0",
        "0 van de 0",
        "[n=30]",
        "(n=0)",
        "n=",
        "%",
        "de helft",
        "de meeste",
        "iets minder dan een kwart",
        "verdubbeld",
        "van 20% naar 30%",
        "10 procentpunt",
        "drie",
        "keer zo",
        "en",
        "of",
        ";",
        ",",
        ".",
        "(",
        ")",
        "\n\n",
        "\n- ",
        "\n# ",
        "\n",
        " a ",
        " % ",
        " n ",
        "\n",
        "---",
        "---",
        "---",
        "\n",
        " ja ",
        " 5% ",
        " 0 ",
        "\n",
        "Ja",
        "nee",
        "weet niet",
        "daarvan",
        "de overige",
        "gevolgd door",
        "het meest genoemd",
        "2024",
        "2025",
        "Figuur 2:",
        "![a 5%, 6%](b)",
        "<!--",
        "-->",
        "een antwoord mogelijk",
        "één",
        "tussen",
        "tot",
        "1e9",
        "99999999",
    ]
)


@given(st.lists(PARTS, max_size=40), st.sampled_from(["nl", "en", None]))
def test_any_text_gives_findings_or_none(parts: list[str], language: str | None) -> None:
    """No text is too strange to be checked, also by what a run counted."""
    blocks = blocks_of_markdown(" ".join(parts), captions())
    row = {"question": "q", "wave": "2025", "segment": "", "label": "weet niet"}
    counts = read_run_counts([row | {"n": "0", "base": "30", "share": "0"}])
    report = read_report(blocks, language)

    for finding in [*check_report(report), *check_report(report, counts)]:
        assert finding.says


@given(st.text(max_size=300))
def test_any_characters_give_findings_or_none(text: str) -> None:
    """Nor are any characters."""
    check_report(read_report(blocks_of_markdown(text, captions())))

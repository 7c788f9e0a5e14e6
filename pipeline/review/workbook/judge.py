"""What the rows of a returned workbook want: whole sets of codes, or why a row can't be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.decisions import contradiction
from pipeline.review.workbook.labels import Labels, folded
from pipeline.review.workbook.machine_sheet import fingerprint
from pipeline.review.workbook.values import Entry, Line, Returned, Told, Wanted

_LONGEST = 80
_YES = frozenset(
    (
        "ja",
        "j",
        "x",
        "yes",
        "y",
        "ok",
        "oke",
        "akkoord",
        "agree",
        "v",
        "✓",
        "✔",
        "true",
        "waar",
        "1",
    )
)
_NO = frozenset(("nee", "n", "no", "-", "false", "onwaar", "0"))


def judge(returned: Returned, codes: Sequence[str]) -> tuple[tuple[Wanted, ...], tuple[Told, ...]]:
    """What the rows want, and those that can't be taken with the reason. `codes` are those of the codebook as it is now.

    A row that stands there more than once is taken once where it says the same, and not at all where it doesn't.
    """
    labels = Labels(returned.labels)
    order = {code: i for i, code in enumerate(codes)}
    wanted: dict[str, list[Wanted]] = {}
    told: dict[Line, Told] = {}
    for line in returned.lines:
        found = _wanted(line, returned, labels, order)
        if isinstance(found, Told):
            told[line] = found
        else:
            wanted.setdefault(line.id, []).append(found)
    bad = {line.id for line in told if line.id}
    taken: list[Wanted] = []
    for id, same in wanted.items():
        if id in bad or len({w.codes for w in same}) > 1:
            told |= {w.line: _twice(w) for w in same}
        else:
            taken.append(_joined(same))
    return tuple(taken), tuple(told[line] for line in returned.lines if line in told)


def _wanted(
    line: Line, returned: Returned, labels: Labels, order: Mapping[str, int]
) -> Wanted | Told:
    entry = returned.entries.get(line.id)
    if not line.id:
        return _not(
            line,
            "a row without its key, so nobody knows which answer it is",
            "put the codes in the answer's own row",
        )
    if entry is None:
        return _not(
            line,
            "a row of another workbook, question or study",
            "import the workbook that it was copied from",
        )
    if line.verbatim and fingerprint(line.verbatim) != returned.shown[line.id]:
        why = "the answer in this row is not the one that its key stands for"
        return _not(
            line,
            why,
            "put the answer back, or clear that cell if only its text was changed and the codes are for this row",
        )
    found = _codes(line, entry, labels, order)
    if isinstance(found, Told):
        return found
    if not found:
        return _not(
            line, "a note without codes", "choose codes too: a note is kept with a decision"
        )
    why = contradiction(found)
    return (
        _not(line, why, "take one or the other away", found)
        if why
        else Wanted(line, entry, found, line.note)
    )


def _codes(
    line: Line, entry: Entry, labels: Labels, order: Mapping[str, int]
) -> tuple[str, ...] | Told:
    found: list[str] = []
    for typed in line.codes:
        codes = labels.codes(typed)
        if not codes:
            near = labels.nearest(typed)
            todo = (
                f"type '{near}' if that is meant, or choose from the list"
                if near
                else "choose from the list"
            )
            return _not(line, f"'{_short(typed)}' is no code of this workbook", todo)
        found += codes
    agreed = _agreed(line, entry, tuple(found))
    if isinstance(agreed, Told):
        return agreed
    gone = [code for code in agreed if code not in order]
    if gone:
        what = f"{', '.join(_label(code, labels) for code in gone)} is no longer in the codebook"
        return _not(line, what, "export the question again and choose another code", agreed)
    return tuple(sorted(dict.fromkeys(agreed), key=order.__getitem__))


def _label(code: str, labels: Labels) -> str:
    """The label of a code as the workbook has it, in quotes."""
    return f"'{labels.of.get(code, code)}'"


def _short(typed: str) -> str:
    """What somebody typed, on one line of a message."""
    line = " ".join(typed.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def _agreed(line: Line, entry: Entry, codes: tuple[str, ...]) -> tuple[str, ...] | Told:
    """The codes with what the reviewer agreed to."""
    said = folded(line.agreed)
    if not said or (said in _NO and codes):
        return codes
    if said in _NO:
        return _not(
            line, "the suggestion is turned down and no code chosen", "choose the codes that do fit"
        )
    if said not in _YES:
        return _not(
            line,
            f"'{_short(line.agreed)}' is neither yes nor no",
            "write yes (ja) to take the suggestion, or choose codes",
        )
    suggested = tuple(dict.fromkeys(x.theme for x in entry.suggestions))
    if not suggested:
        return _not(line, "agreed, but nothing was suggested", "choose codes")
    if codes and set(codes) != set(suggested):
        return _not(
            line,
            "agreed to the suggestion, but other codes stand there too",
            "clear one or the other",
        )
    return suggested


def _twice(wanted: Wanted) -> Told:
    what = "this answer has more than one row, and they say different things"
    return _not(wanted.line, what, "leave one row, or give each the same codes", wanted.codes)


def _joined(same: Sequence[Wanted]) -> Wanted:
    notes = dict.fromkeys(w.note for w in same if w.note)
    first = same[0]
    return Wanted(first.line, first.entry, first.codes, " / ".join(notes))


def _not(line: Line, what: str, todo: str, codes: Iterable[str] = ()) -> Told:
    return Told(line.sheet, line.row, "not taken", what, todo, tuple(codes))

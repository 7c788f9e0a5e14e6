"""Validates the rows of a returned workbook: sets of codes, or why a row is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.decisions import contradiction
from pipeline.review.workbook.labels import CodeLabels, folded
from pipeline.review.workbook.machine_sheet import fingerprint
from pipeline.review.workbook.values import (
    FilledRow,
    RequestedCodes,
    ReturnedWorkbook,
    RowOutcome,
    WorkbookText,
)

_MAX_SHOWN = 80
_YES_WORDS = ("ja", "j", "x", "yes", "y", "ok", "oke", "akkoord", "agree", "v", "true", "waar")
_YES = frozenset((*_YES_WORDS, "✓", "✔", "1"))
_NO = frozenset(["nee", "n", "no", "-", "false", "onwaar", "0"])


def validate_rows(
    returned: ReturnedWorkbook, codes: Sequence[str]
) -> tuple[tuple[RequestedCodes, ...], tuple[RowOutcome, ...]]:
    """Return the valid rows' requests, and the outcome of the others.

    `codes` are those of the current codebook. A text with more than one row is imported once if
    they agree, and not at all if they don't.
    """
    check = _Check(returned, CodeLabels(returned.labels), codes)
    by_text: dict[str, list[RequestedCodes]] = {}
    refused: dict[FilledRow, RowOutcome] = {}
    for row in returned.rows:
        request = check.request(row)
        if isinstance(request, RowOutcome):
            refused[row] = request
        else:
            by_text.setdefault(row.key, []).append(request)
    keys_refused = {row.key for row in refused}
    requests = []
    for key, of_text in by_text.items():
        if key not in keys_refused and _agree(of_text):
            requests.append(_joined(of_text))
        else:
            refused |= {request.row: _contradicted(request) for request in of_text}
    return tuple(requests), tuple(refused[row] for row in returned.rows if row in refused)


@dataclass(frozen=True)
class _Check:
    """Checks rows against the workbook, its labels and the current codes in order."""

    returned: ReturnedWorkbook
    labels: CodeLabels
    known: Sequence[str]

    def request(self, row: FilledRow) -> RequestedCodes | RowOutcome:
        """Return the request of a row, or why it is refused."""
        if not row.key:
            what = "a row without its key, so nobody knows which answer it is"
            return row.refused(what, "put the codes in the answer's own row")
        text = self.returned.texts.get(row.key)
        if text is None:
            what = "a row of another workbook, question or study"
            return row.refused(what, "import the workbook that it was copied from")
        if row.verbatim and fingerprint(row.verbatim) != self.returned.shown[row.key]:
            what = "the answer in this row is not the one that its key stands for"
            what_to_do = "put the answer back, or clear that cell if only its text was changed "
            return row.refused(what, what_to_do + "and the codes are for this row")
        codes = self._codes(row, text)
        if isinstance(codes, RowOutcome):
            return codes
        if not codes:
            what_to_do = "choose codes too: a note is kept with a decision"
            return row.refused("a note without codes", what_to_do)
        contradicts = contradiction(codes)
        if contradicts:
            return row.refused(contradicts, "take one or the other away", codes)
        return RequestedCodes(row, text, codes, row.note)

    def _codes(self, row: FilledRow, text: WorkbookText) -> tuple[str, ...] | RowOutcome:
        codes: list[str] = []
        for typed in row.codes:
            known = self.labels.codes(typed)
            if not known:
                return self._unknown(row, typed)
            codes += known
        agreed = _agreed(row, text, tuple(codes))
        if isinstance(agreed, RowOutcome):
            return agreed
        gone = [self.labels.of.get(code, code) for code in agreed if code not in self.known]
        if gone:
            named = ", ".join(f"'{label}'" for label in gone)
            what_to_do = "export the question again and choose another code"
            return row.refused(f"{named} is no longer in the codebook", what_to_do, agreed)
        return tuple(sorted(dict.fromkeys(agreed), key=self.known.index))

    def _unknown(self, row: FilledRow, typed: str) -> RowOutcome:
        near = self.labels.nearest(typed)
        what_to_do = "choose from the list"
        if near:
            what_to_do = f"type '{near}' if that is meant, or choose from the list"
        return row.refused(f"'{_short(typed)}' is no code of this workbook", what_to_do)


def _short(typed: str) -> str:
    """Return what somebody typed, on one line of a message."""
    line = " ".join(typed.split())
    return line if len(line) <= _MAX_SHOWN else f"{line[:_MAX_SHOWN]} …"


def _agreed(
    row: FilledRow, text: WorkbookText, codes: tuple[str, ...]
) -> tuple[str, ...] | RowOutcome:
    """Return the codes with those that the reviewer agreed to."""
    answer = folded(row.agreed)
    if not answer or (answer in _NO and codes):
        return codes
    if answer in _NO:
        what = "the suggestion is turned down and no code chosen"
        return row.refused(what, "choose the codes that do fit")
    if answer not in _YES:
        what = f"'{_short(row.agreed)}' is neither yes nor no"
        return row.refused(what, "write yes (ja) to take the suggestion, or choose codes")
    suggested = tuple(dict.fromkeys(suggestion.theme for suggestion in text.suggestions))
    if not suggested:
        return row.refused("agreed, but nothing was suggested", "choose codes")
    if codes and set(codes) != set(suggested):
        what = "agreed to the suggestion, but other codes stand there too"
        return row.refused(what, "clear one or the other")
    return suggested


def _agree(requests: Sequence[RequestedCodes]) -> bool:
    return len({request.codes for request in requests}) == 1


def _contradicted(request: RequestedCodes) -> RowOutcome:
    what = "this answer has more than one row, and they say different things"
    return request.row.refused(what, "leave one row, or give each the same codes", request.codes)


def _joined(requests: Sequence[RequestedCodes]) -> RequestedCodes:
    notes = dict.fromkeys(request.note for request in requests if request.note)
    first = requests[0]
    return RequestedCodes(first.row, first.text, first.codes, " / ".join(notes))

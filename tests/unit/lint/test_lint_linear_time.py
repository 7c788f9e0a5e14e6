"""A report that is made to keep the linter busy takes time in proportion to its length."""

from __future__ import annotations

from time import process_time

import pytest

from pipeline.lint import check_report, read_report
from pipeline.lint.read.html import blocks_of_html
from pipeline.lint.read.lines import Line, blocks_of_lines
from pipeline.lint.read.markdown import blocks_of_markdown
from pipeline.lint.read.report_file import captions

_SMALL, _TIMES = 20_000, 4
_MOST = 2.5 * _TIMES  # a time that grows as the square would be sixteenfold
_TOO_LITTLE = 0.05  # seconds of which a ratio tells nothing


def read_and_check(kind: str, text: str) -> float:
    """Return the processor time of reading and checking a text."""
    start = process_time()
    if kind == "markdown":
        blocks = blocks_of_markdown(text, captions())
    elif kind == "html":
        blocks = blocks_of_html(text)
    else:
        lines = [Line(line, i, 1) for i, line in enumerate(text.splitlines(), 1)]
        blocks = list(blocks_of_lines(lines, captions()))
    check_report(read_report(blocks, "nl"))
    return process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["markdown", "html", "lines"])
@pytest.mark.parametrize(
    "part", ["<!--", "<a b=", "a.\n", "|a\n", "5% (n=1) ", "van 20% naar ", "("]
)
def test_time_grows_with_length(kind: str, part: str) -> None:
    """Four times as much of anything takes about four times as long."""
    small = part * (_SMALL // len(part))
    before = min(read_and_check(kind, small) for _ in range(2))

    after = read_and_check(kind, small * _TIMES)

    assert after < _MOST * max(before, _TOO_LITTLE)


def test_comments_that_never_end_are_searched_once() -> None:
    """Openings of comments without an end are text, whatever their number."""
    (block,) = blocks_of_markdown("<!--" * 500, captions())

    assert block.text == "<!--" * 500

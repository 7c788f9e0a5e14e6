"""Word clouds and bar charts."""

import os
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from samples import LONG, edges, monitor

from pipeline.counts import RunSummary
from pipeline.report.pictures import Picture, bars, cloud
from pipeline.report.pictures.bars import bar_sheets
from pipeline.report.pictures.fonts import Fonts
from pipeline.report.pictures.packing import SMALLEST, Room, letter, pack
from pipeline.report.pictures.shapes import free_cells
from pipeline.report.style import wave_colours
from pipeline.study import HOUSE, contrast, illegible, luminance
from pipeline.study.keys import CloudShape

LETTERS = Fonts.of(HOUSE)
HERE = Path(__file__).parent


@cache
def _run(name: str) -> RunSummary:
    return {"monitor": monitor, "edges": edges}[name]()


@cache
def _bars(name: str, number: int) -> Picture:
    return bars(_run(name).questions[number], _run(name))


def _size(png: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(png)) as image:
        return image.size


@pytest.mark.parametrize("number", range(9))
def test_every_chart_is_whole(number: int) -> None:
    """At every edge the chart is a valid SVG, 17 cm wide in print, with empty paper on its right
    and at its foot.
    """
    picture = _bars("edges", number)
    ElementTree.fromstring(picture.svg)
    with Image.open(BytesIO(picture.png)) as image:
        page = image.convert("RGB")
    assert page.width == 2010
    right = page.crop((page.width - 4, 0, page.width, page.height)).getcolors()
    bottom = page.crop((0, page.height - 4, page.width, page.height)).getcolors()
    assert [colour for _, colour in (*right, *bottom)] == [(255, 255, 255)] * 2


def test_chart_grows_with_its_rows() -> None:
    """Sixty themes make a higher picture, not smaller rows."""
    assert _size(_bars("edges", 4).png)[1] > 5 * _size(_bars("edges", 3).png)[1]


def test_long_charts_come_in_sheets_too() -> None:
    """Bars that don't fit a sheet of A4 are cut between rows into parts that do, with every theme
    once and in order.
    """
    run = _run("edges")
    sheets = bar_sheets(run.questions[4], run)
    assert len(sheets) > 2 and bar_sheets(run.questions[3], run) == ()
    assert all(_size(sheet.png)[1] <= 9.45 * 300 for sheet in sheets)
    assert (
        b"".join(s.table.split(b"\n", 1)[1] for s in sheets)
        == _bars("edges", 4).table.split(b"\n", 1)[1]
    )


def test_chart_says_its_figures() -> None:
    """The alternative text holds the bases and the leading themes with share and n."""
    alt = _bars("monitor", 1).alt
    assert "2025 [n=30 gemeenten]" in alt and "2024 [n=31 gemeenten]" in alt
    assert "Capaciteit, middelen en sturing 67% (n=20)" in alt


def test_clouds_only_where_there_is_something() -> None:
    """No cloud for a base of 0, for answers that name nothing, nor for a wave that did not ask."""
    run = _run("edges")
    by_id = {q.id: q for q in run.questions}
    assert cloud(by_id["leeg-wolk"], "2025", run) is None
    assert cloud(by_id["niemand"], "2025", run) is None
    assert cloud(by_id["niemand"], "2024", run) is None


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("monitor", "functies"),
        ("edges", "zestig-wolk"),
        ("edges", "iedereen"),
        ("edges", "verborgen"),
    ],
)
def test_cloud_is_fit_for_print(name: str, id: str) -> None:
    """2010 pixels wide, below 400 kB, a valid SVG, and described in words."""
    run = _run(name)
    picture = cloud(next(q for q in run.questions if q.id == id), "2025", run)
    assert picture and _size(picture.png)[0] == 2010 and len(picture.png) < 400_000
    ElementTree.fromstring(picture.svg)
    assert "2025 [n=" in picture.alt and "n=" in picture.alt.split("genoemd:")[1]


def test_hidden_word_is_nowhere() -> None:
    """A theme with a hidden figure is neither drawn nor described."""
    run = _run("edges")
    picture = cloud(next(q for q in run.questions if q.id == "verborgen"), "2025", run)
    assert picture and "Verborgen thema" not in picture.alt


def test_equal_numbers_have_equal_letters() -> None:
    """A word is as large as its number says and never smaller because it was hard to place."""
    words = [
        (f"{LONG[:i]}{i}", n)
        for i, n in zip(range(80, 20, -1), [20] * 5 + [9] * 10 + [1] * 45, strict=True)
    ]
    placed = pack(words, 6.5, 4.6, LETTERS)
    assert len(placed) == len(words)
    sizes = {n: {round(p.points, 6) for p in placed if p.weight == n} for n in (20, 9, 1)}
    assert all(len(points) == 1 for points in sizes.values())
    assert letter(1, 1_000_000) == SMALLEST < letter(9, 20) < letter(20, 20) == 1


@pytest.mark.parametrize("shape", get_args(CloudShape))
def test_words_do_not_overlap_nor_leave_the_shape(shape: str) -> None:
    """Every block lies within the shape and clear of all others."""
    boxes = []
    for p in pack(
        [(f"Woord {i}" * (1 + i % 3), 40 - i) for i in range(40)], 6.5, 4.6, LETTERS, shape
    ):
        half = max(LETTERS.width(line, p.points, bold=p.bold) for line in p.lines) / 2
        boxes.append((p.x - half, p.top, p.x + half, p.bottom))
    assert len(boxes) == 40
    assert all(x1 >= 0 and y1 >= 0 and x2 <= 6.5 and y2 <= 4.6 for x1, y1, x2, y2 in boxes)
    free = free_cells(shape, 460, 650)
    assert all(
        free[int(y * 100), int(x * 100)]
        for x1, y1, x2, y2 in boxes
        for x in (x1, x2)
        for y in (y1, y2)
    )
    for i, (x1, y1, x2, y2) in enumerate(boxes):
        assert not any(x1 < u2 and u1 < x2 and y1 < v2 and v1 < y2 for u1, v1, u2, v2 in boxes[:i])


@pytest.mark.parametrize("shape", get_args(CloudShape))
def test_room_is_told_as_wordcloud_tells_it(shape: str) -> None:
    """The map of taken cells says the same of every block as the one within wordcloud."""
    occupancy = pytest.importorskip("wordcloud.wordcloud").IntegralOccupancyMap
    rng = np.random.default_rng(1)
    free = free_cells(shape, 40, 60)
    taken = np.where(free, 0, 255).astype(np.uint8)
    room, theirs = Room(free), occupancy(40, 60, (~free).astype(np.uint32))

    for _ in range(30):
        rows, columns = rng.integers(1, 12, size=2)
        is_free = room.is_free(rows, columns)
        sums = np.pad(theirs.integral.astype(np.int64), ((1, 0), (1, 0)))
        blocks = sums[rows:] - sums[:-rows]
        blocks = blocks[:, columns:] - blocks[:, :-columns]
        assert np.array_equal(is_free, blocks == 0)
        if not is_free.any():
            continue

        top, left = rng.choice(np.argwhere(is_free))
        room.take(top, left, rows, columns)
        taken[top : top + rows, left : left + columns] = 255
        theirs.update(taken, top, left)


def test_wrapping_keeps_every_letter() -> None:
    """Lines stay within their width, long words are cut, and nothing is lost."""
    text = f"{LONG} {'a' * 120}"
    lines = LETTERS.wrap(text, 1.5, 8)
    assert all(LETTERS.width(line, 8) <= 1.5 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert LETTERS.wrap("", 1, 8) == []


@pytest.mark.slow
def test_pictures_are_the_same_bytes_everywhere() -> None:
    """Two processes with other hash seeds, clocks and matplotlib settings draw the same bytes."""
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]);"
        "from picture_samples import rich; run = rich();"
        "from pipeline.report.pictures import bars, change_plot, cloud, panels, quote_tables;"
        "p = [bars(run.questions[1], run), cloud(run.questions[4], '2025', run), "
        "change_plot(run.questions[1], run)];"
        "p += [panels(run.questions[1], 'gemeentegrootte', run), *quote_tables(run.questions[1], "
        "run)];"
        "print([hashlib.sha256(b).hexdigest() for x in p for b in (x.svg, x.png, x.table)])"
    )
    seen = set()
    for seed in ("1", "2"):
        env = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "SOURCE_DATE_EPOCH": seed,
            "MATPLOTLIBRC": str(HERE / "absent"),
        }
        done = subprocess.run(
            [sys.executable, "-c", code, str(HERE)],
            capture_output=True,
            text=True,
            env=env,
            check=True,
            cwd=HERE.parents[2],
        )
        seen.add(done.stdout)
    assert len(seen) == 1


def test_settings_of_the_user_do_not_matter() -> None:
    """Someone's own matplotlib settings neither change the picture nor are changed by it."""
    import matplotlib

    run = _run("monitor")
    with matplotlib.rc_context(
        {"svg.fonttype": "none", "text.color": "red", "savefig.dpi": 50, "savefig.bbox": "tight"}
    ):
        assert bars(run.questions[1], run) == _bars("monitor", 1)
        assert matplotlib.rcParams["svg.fonttype"] == "none"


def test_importing_the_stage_is_cheap() -> None:
    """matplotlib, wordcloud and jinja2 are loaded when something is drawn, not before."""
    code = (
        "import sys, pipeline.report; print({'matplotlib', 'wordcloud', 'jinja2', 'PIL'} & "
        "set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parents[2],
    )
    assert done.stdout.strip() == "set()"


def test_colours_can_be_read() -> None:
    """Text has a contrast of 4.5 with its ground, bars of 3 with the paper.

    Words too on the ground of a shape.
    """
    assert illegible(HOUSE) == []
    assert contrast("#d6e6ea", HOUSE.deep) >= 4.5


@pytest.mark.parametrize("other", [False, True])
def test_waves_differ_in_grey_and_for_colour_blind_readers(other: bool) -> None:
    """New is darker than old.

    Two waves keep a contrast of 1.5, more get names and stay in order, in grey print and without
    red or green.
    """
    two = wave_colours(HOUSE, 2, other=other)
    for seen in (str, _without_green, _without_red):
        assert contrast(seen(two[0]), seen(two[1])) >= 1.5
        six = [luminance(seen(colour)) for colour in wave_colours(HOUSE, 6, other=other)]
        assert six == sorted(six) and len(set(six)) == 6


def _without_green(colour: str) -> str:
    """The colour as a deuteranope sees it (Viénot, Brettel & Mollon 1999)."""
    return _seen(
        colour, ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))
    )


def _without_red(colour: str) -> str:
    """The colour as a protanope sees it (Viénot, Brettel & Mollon 1999)."""
    return _seen(
        colour, ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
    )


def _seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> str:
    linear = [(int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)]
    mixed = (sum(part * value for part, value in zip(row, linear, strict=True)) for row in matrix)
    return "#" + "".join(
        f"{round(255 * min(1.0, max(0.0, value)) ** (1 / 2.2)):02x}" for value in mixed
    )


def _grey(png: bytes) -> set[int]:
    with Image.open(BytesIO(png)) as image:
        counted = image.convert("L").getcolors() or []
    return {level for n, level in counted if n > 2000}


def test_bars_differ_in_grey_print() -> None:
    """In the picture itself, turned grey, bars of two waves and the paper are three shades far
    apart.
    """
    dark, light = (
        round(255 * (1.055 * luminance(c) ** (1 / 2.4) - 0.055)) for c in wave_colours(HOUSE, 2)
    )
    shades = _grey(_bars("monitor", 1).png)
    assert any(abs(shade - dark) < 12 for shade in shades) and any(
        abs(shade - light) < 12 for shade in shades
    )
    assert light - dark > 50 and 255 - light > 50

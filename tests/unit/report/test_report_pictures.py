"""Word clouds and bar charts."""

import os
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from samples import LONG, WAVES, edges, monitor

from pipeline.model import RunSummary
from pipeline.report import Picture, bars, cloud
from pipeline.report.drawing import text_width, wrap
from pipeline.report.packing import SMALLEST, letter, pack
from pipeline.report.style import ACCENT, ACCENT_WASH, CLOUD, DEEP, INK, MUTED, OTHER_WAVES, PAPER, TEAL, WASH
from pipeline.report.style import WAVES as WAVE_COLOURS

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
    """At every edge the chart is a valid SVG, 17 cm wide in print, with empty paper on its right and at its foot."""
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
    ("name", "id"), [("monitor", "functies"), ("edges", "zestig-wolk"), ("edges", "iedereen"), ("edges", "verborgen")]
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
    words = [(f"{LONG[:i]}{i}", n) for i, n in zip(range(80, 20, -1), [20] * 5 + [9] * 10 + [1] * 45, strict=True)]
    placed = pack(words, 6.5, 4.6)
    assert len(placed) == len(words)
    sizes = {n: {round(p.points, 6) for p in placed if p.n == n} for n in (20, 9, 1)}
    assert all(len(points) == 1 for points in sizes.values())
    assert letter(1, 1_000_000) == SMALLEST < letter(9, 20) < letter(20, 20) == 1


def test_words_do_not_overlap_nor_leave_the_picture() -> None:
    """Every block lies within the picture and clear of all others."""
    boxes = []
    for p in pack([(f"Woord {i}" * (1 + i % 3), 40 - i) for i in range(40)], 6.5, 4.6):
        half = max(text_width(line, p.points, bold=p.bold) for line in p.lines) / 2
        boxes.append((p.x - half, p.top, p.x + half, p.bottom))
    assert all(x1 >= 0 and y1 >= 0 and x2 <= 6.5 and y2 <= 4.6 for x1, y1, x2, y2 in boxes)
    for i, (x1, y1, x2, y2) in enumerate(boxes):
        assert not any(x1 < u2 and u1 < x2 and y1 < v2 and v1 < y2 for u1, v1, u2, v2 in boxes[:i])


def test_wrapping_keeps_every_letter() -> None:
    """Lines stay within their width, long words are cut, and nothing is lost."""
    text = f"{LONG} {'a' * 120}"
    lines = wrap(text, 1.5, 8)
    assert all(text_width(line, 8) <= 1.5 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrap("", 1, 8) == []


def test_pictures_are_the_same_bytes_everywhere() -> None:
    """Two processes with other hash seeds, clocks and matplotlib settings draw the same bytes."""
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]);"
        "from samples import monitor; from pipeline.report import bars, cloud; run = monitor();"
        "p = [bars(run.questions[1], run), cloud(run.questions[0], '2025', run)];"
        "print([hashlib.sha256(b).hexdigest() for x in p for b in (x.svg, x.png)])"
    )
    seen = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed, "MATPLOTLIBRC": str(HERE / "absent")}
        done = subprocess.run(
            [sys.executable, "-c", code, str(HERE)],
            capture_output=True,
            text=True,
            env=env,
            check=True,
            cwd=HERE.parents[2],
        )
        seen.add(done.stdout)
    assert len(seen) == 1 and WAVES


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
    code = "import sys, pipeline.report; print({'matplotlib', 'wordcloud', 'jinja2', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HERE.parents[2])
    assert done.stdout.strip() == "set()"


def _light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_light(a), _light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read() -> None:
    """Text has a contrast of 4.5 with its ground, bars of 3 with the paper; new is darker than old, also in grey."""
    texts = [INK, MUTED, DEEP, TEAL, ACCENT, *(colour for _, colour in CLOUD)]
    assert min(_contrast(text, ground) for text in texts for ground in (PAPER, WASH)) >= 4.5
    assert _contrast(ACCENT, ACCENT_WASH) >= 4.5 and _contrast("#d6e6ea", DEEP) >= 4.5
    assert min(_contrast(bar, PAPER) for bar in (*WAVE_COLOURS, *OTHER_WAVES)) >= 3
    assert _light(WAVE_COLOURS[0]) < _light(WAVE_COLOURS[1]) and _contrast(*WAVE_COLOURS[:2]) >= 3

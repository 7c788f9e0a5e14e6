"""The design is checked, not drawn: layers, stages, words, sizes and codebooks."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import pipeline
from pipeline.codebook import advise, read_codebook
from pipeline.coding.codebook_examples import test_codebook
from pipeline.counts import THEME_COUNTS
from pipeline.model import Codebook, Table
from pipeline.run import GIVEN, STAGES, Stage, check_stages, run_stages
from pipeline.run.progress import Progress
from pipeline.study import read_study

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
BOOKS = sorted((ROOT / "codebooks" / "ai-monitor").glob("*.yaml"))
MOST_LINES = 350

WORDS = (
    "answer", "respondent", "question", "wave", "segment", "theme", "code", "codebook", "coding",
    "label", "base", "evidence", "verbatim", "decision", "reviewer", "round", "queue", "quote",
    "reply", "bank", "distinct text", "current decision", "cross-fitting", "label issue",
)  # fmt: skip


def name_of(module: Path) -> str:
    """The module as its path below the repository."""
    return module.relative_to(ROOT).as_posix()


def test_layers() -> None:
    """The contracts of import-linter in pyproject.toml hold."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "The layers of the design KEPT" in done.stdout


def test_every_need_is_met() -> None:
    """What a stage needs was given, or is made by a stage before it; nothing is made in vain."""
    check_stages(STAGES, GIVEN)


def test_missing_need_is_told_before_a_run() -> None:
    """A list in which a stage comes before what it needs is refused, and no stage runs."""
    ran: list[str] = []
    later = Stage("late", lambda early: ran.append("late"), "end", "needs what is not there yet")
    with pytest.raises(TypeError, match="stage late needs early, which no stage makes"):
        run_stages([later], {"progress": Progress(lambda stage, done: None)})
    assert ran == []


def test_vain_and_double_work_is_told() -> None:
    """A thing that nobody needs, or that is made twice, is a mistake in the list."""
    make, use = Stage("make", lambda: 1, "x", "makes x"), Stage("use", lambda x: x, "end", "uses x")
    check_stages([make, use], [])
    with pytest.raises(TypeError, match="no stage needs y"):
        check_stages([Stage("vain", lambda: 1, "y", "makes y"), make, use], [])
    with pytest.raises(TypeError, match="which is there already"):
        check_stages([make, make, use], [])


def test_stages_have_names_and_sentences() -> None:
    """Every stage has a name of its own and says in words what it does."""
    assert len({stage.name for stage in STAGES}) == len(STAGES)
    assert all(len(stage.does.split()) >= 3 for stage in STAGES)


@pytest.mark.parametrize("word", WORDS)
def test_glossary(word: str) -> None:
    """The glossary at the top of the package tells what the word means."""
    assert f"**{word}**" in (pipeline.__doc__ or "")


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_are_small(module: Path) -> None:
    """A module fits in a head."""
    assert len(module.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_docstrings(module: Path) -> None:
    """A module and each public class, function and method in it say what they are."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    lacking = [] if ast.get_docstring(tree) else ["the module"]
    holders: list[tuple[str, ast.Module | ast.ClassDef]] = [("", tree)]
    for prefix, holder in holders:
        for node in holder.body:
            if not isinstance(
                node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            ) or node.name.startswith("_"):
                continue
            decorators = [] if isinstance(node, ast.ClassDef) else node.decorator_list
            if any(isinstance(d, ast.Name) and d.id == "overload" for d in decorators):
                continue  # the function itself follows, and says it
            if not ast.get_docstring(node):
                lacking.append(prefix + node.name)
            if isinstance(node, ast.ClassDef):
                holders.append((f"{node.name}.", node))
    assert lacking == []


def test_tests_have_docstrings() -> None:
    """Each test states the behaviour it is about."""
    lacking = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        functions = (
            n
            for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(n, ast.FunctionDef)
        )
        tests = (n for n in functions if n.name.startswith("test_"))
        lacking += [f"{name_of(path)}: {n.name}" for n in tests if not ast.get_docstring(n)]
    assert lacking == []


def test_no_drawer_modules() -> None:
    """No module is a drawer for what has no place."""
    assert {p.stem for p in MODULES} & {"utils", "helpers", "misc", "common", "tools"} == set()


def test_columns_say_what_they_mean() -> None:
    """Every declared column has a meaning in words."""
    members = [inspect.getmembers(import_module(name)) for name in _module_names()]
    declared = [value for found in members for _, value in found if isinstance(value, Table)]
    assert THEME_COUNTS in declared
    assert all(meaning.strip() for table in declared for _, meaning in table.columns.values())


def _module_names() -> list[str]:
    """Return the dotted names of the modules of pipeline that import nothing optional."""
    paths = [path for path in MODULES if "migrations" not in path.parts and path.stem != "__main__"]
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in paths
    ]


# The ids that reports rely on: they never change, labels may. `parent: children`.
THEMES_TEXT = """
functies
  informatiebeveiliging-privacy: ciso functionaris-gegevensbescherming privacy-officer informatiebeveiligingsadviseur
    privacyjurist
  informatievoorziening: cio informatieadviseur informatiemanager informatiearchitect ict-adviseur functioneel-beheerder
    applicatiebeheerder informatiebeheerder teammanager-ia
  data-en-ai: kwartiermaker-ai ai-adviseur ai-coordinator caico data-scientist data-analist data-engineer
    chief-data-officer datacoordinator ai-ontwikkelaar
  directie-bestuur: gemeentesecretaris directeur wethouder afdelingsmanager concerncontroller
  juridisch-inkoop: jurist inkoopadviseur compliance-officer
  organisatie-dienstverlening: communicatieadviseur hr-adviseur beleidsadviseur innovatieadviseur programmamanager
    projectleider adviseur-dienstverlening ethicus ondernemingsraad
toepassingen-generatief
  samenvatten-analyseren-verwerken: documenten-samenvatten rapporten-analyseren omgevingsplannen-vergelijken
    enquetes-analyseren informatie-zoeken-bronvermelding beleidsmonitoring
  persoonlijke-effectiviteit: plannen-structureren brainstormen procestekeningen programmeren afbeeldingen-genereren
  tekstproductie-schrijfondersteuning: teksten-herschrijven taalniveau-b1 presentaties vacatureteksten beleidsstukken
  chatbots-assistenten: chatbot-kcc chatbot-servicedesk assistent-bewonersbrieven
  data-informatieanalyse: data-analyse wetgeving-duiden tekstanalyse-grootschalig
toepassingen-embedded
  anonimiseren-beeld: declaraties-verwerken: kentekenherkenning-handhaving: e-mailcontrole: slimme-cameras-maaiafval:
  vertaalapparaten:
toepassingen-zelfontwikkeld
  kennisbank-ontsluiten: chatbots-kcc-intern: meldingen-categoriseren: beeldherkenning:
experimenten-tools
  copilot: safegpt: mynthe: chatgpt: eigen-agents-chatbots: transcriptie-verslaglegging:
visie-aandachtspunten
  verantwoord-gebruik: ethische-kaders-publieke-waarden: privacy-informatiebeveiliging: toepassingsgebieden-meerwaarde:
beleid-aandachtspunten
  spelregels-veilig-gebruik: toetsing-beoordeling: bewustwording-geletterdheid-experimenteren:
eu-ai-aandachtspunten
  digitale-soevereiniteit: privacy: informatiebeveiliging: voorkeur-europees: risicolanden-vermijden:
  beleid-in-ontwikkeling:
voordelen
  efficienter-werken: sneller-vinden-samenvatten-opstellen: werkplezier-inhoud: ruimte-contact-maatwerk:
  maatschappelijke-opgaven-arbeidskrapte:
uitdagingen
  bewustwording-verantwoordelijkheid: regie-tools-eigenaarschap: capaciteit-middelen-sturing:
  privacy-veiligheid-compliance: kennis-vaardigheden-geletterdheid: techniek-data-afhankelijkheid:
  maatschappelijke-ethische-risicos:
geletterdheid-onderwerpen
  veiligheid-privacy: ethiek: prompten: praktische-toepassing: techniek-achtergrond: ai-agents-bouwen: wetgeving:
  risicos-bewustwording:
ethiek-instrumenten
  deda: iama: codio: eigen-kader: toetsingscommissie: ethische-commissie: moreel-beraad: klankbordgroep:
  menselijke-tussenkomst: verdere-uitwerking:
"""


def listed(text: str) -> dict[str, dict[str, str]]:
    """Question -> theme -> its parent, from lines of `question`, then indented `parent: child
    child`.
    """
    found: dict[str, dict[str, str]] = {}
    question = parent = ""
    for line in text.strip().splitlines():
        for word in line.split():
            if not line.startswith(" "):
                question = word
                found[question] = {}
            elif word.endswith(":"):
                parent = word[:-1]
                found[question][parent] = ""
            else:
                found[question][word] = parent
    return found


# in experimenten-tools the report also has `overig`, which is a code that every codebook has
THEMES = listed(THEMES_TEXT)


@pytest.fixture(scope="module")
def books() -> dict[str, Codebook]:
    """The codebooks of the AI Monitor by question."""
    return {path.stem: read_codebook(path) for path in BOOKS}


def test_each_question_has_its_codebook(books: dict[str, Codebook]) -> None:
    """The study and the codebooks name the same twelve questions, each codebook under its own id."""
    study = read_study(ROOT / "data" / "ai-monitor")
    assert set(study.questions) == set(books) == set(THEMES)
    assert all(book.id == name for name, book in books.items())


@pytest.mark.parametrize("question", THEMES)
def test_theme_ids(books: dict[str, Codebook], question: str) -> None:
    """The themes of the published report are there under their ids, each below its parent."""
    parents = books[question].parents
    assert {theme: parents.get(theme) for theme in THEMES[question]} == THEMES[question]


@pytest.mark.parametrize("question", THEMES)
def test_themes_are_complete(books: dict[str, Codebook], question: str) -> None:
    """Every theme says what it is, when to use it and when not, with examples, counterexamples and
    rules.
    """
    lacking = []
    for placed in books[question].placed:
        t = placed.theme
        lacking += [
            f"{t.id}: {part}"
            for part in ("label", "definition", "use_when", "not_when")
            if not getattr(t, part).strip()
        ]
        lacking += [f"{t.id}: {len(t.examples)} examples"] * (len(t.examples) < 5)
        lacking += [f"{t.id}: {len(t.counterexamples)} counterexamples"] * (
            len(t.counterexamples) < 3
        )
        lacking += [f"{t.id}: no rules"] * (not t.rules and not t.themes)
    assert lacking == []


@pytest.mark.parametrize("question", THEMES)
def test_examples_do_as_they_should(books: dict[str, Codebook], question: str) -> None:
    """The rules find none of the counterexamples; they or the model find each example."""
    results = test_codebook(books[question])
    lacking = [result for result in results if result.wanted and not result.by]
    assert [str(result) for result in results if not result.passed] == []
    assert [str(result) for result in lacking] == []


@pytest.mark.parametrize("question", THEMES)
def test_shipped_codebooks_are_short_enough_to_read(
    books: dict[str, Codebook], question: str
) -> None:
    """A theme has five to ten examples, three to five counterexamples and at most ten rules."""
    for placed in books[question].placed:
        theme = placed.theme
        assert 5 <= len(theme.examples) <= 10
        assert 3 <= len(theme.counterexamples) <= 5
        assert len(theme.rules) <= 10


def test_shipped_codebooks_together_are_small() -> None:
    """The twelve codebooks of the example study have at most 250,000 bytes and 118 characters a
    line."""
    lines = [line for book in BOOKS for line in book.read_text("utf-8").splitlines()]
    assert sum(book.stat().st_size for book in BOOKS) <= 250_000
    assert max(map(len, lines)) <= 118


@pytest.mark.parametrize("question", THEMES)
def test_no_contradictions(books: dict[str, Codebook], question: str) -> None:
    """No text is an example and a counterexample of one theme, no rule is there twice, and no text
    stands both in the codebook and in its bank."""
    contradictions = ("is an example and a counterexample", "is there twice")
    advice = advise(books[question])
    assert [a for a in advice if a.what.endswith(contradictions)] == []
    assert [a for a in advice if " of the bank: " in a.what] == []

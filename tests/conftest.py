"""What tests share: one Dutch linguist, small codebooks written as rules alone, and databases of
both kinds for the log of decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from postgres import NoServerError, Server, serving
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.coding import QuestionCoder
    from pipeline.coding.rules import RuleMatcher
    from pipeline.model import Codebook
    from pipeline.normalise import SpacyLinguist

Rules = str | Sequence[Any] | Mapping[str, Any]
"""YAML text, a list of rules (of one theme `t`), or theme id -> list of rules.

`parent/child` is a sub-theme.
"""

# a slow machine is no failure, and a run that failed fails again the same way
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests keep vectors in a folder of their own; lists of names, which take minutes, stay."""
    from pipeline.privacy.names import cache_folder

    lists = cache_folder() / "deduce"
    lists.mkdir(exist_ok=True, mode=0o700)
    own = tmp_path_factory.mktemp("cache") / "turven"
    own.mkdir(mode=0o700)
    (own / "deduce").symlink_to(lists)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TURVEN_CACHE", str(own.parent))
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server; without one the tests that need it are skipped and say why."""
    try:
        with serving() as found:
            yield found
    except NoServerError as why:
        pytest.skip(f"no PostgreSQL to test on: {why}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database, of either kind."""
    if request.param == "sqlite":
        from pipeline.decisions import sqlite_url

        return sqlite_url(tmp_path / "decisions.sqlite")
    server: Server = request.getfixturevalue("server")
    return server.database()


@pytest.fixture(scope="session")
def linguist() -> SpacyLinguist:
    """The Dutch linguist, the same that `pipeline.code` uses; loading it takes most of a second."""
    from pipeline.normalise.linguist import linguist as made_once

    return made_once("nl")


@pytest.fixture(scope="session")
def codebook() -> Callable[[Rules], Codebook]:
    """Makes a codebook of rules alone."""
    from pipeline.codebook.reader import CodebookReader
    from pipeline.files.yaml_document import Document

    def make(rules: Rules) -> Codebook:
        return CodebookReader(Document(Path("rules.yaml"), CommentedMap(_form(rules)))).read()

    return make


@pytest.fixture(scope="session")
def matcher(
    codebook: Callable[[Rules], Codebook], linguist: SpacyLinguist
) -> Callable[[Rules], RuleMatcher]:
    """Makes a matcher of rules."""
    from pipeline.coding.rules import RuleMatcher

    return lambda rules: RuleMatcher(codebook(rules), linguist)


@pytest.fixture(scope="session")
def coder(
    matcher: Callable[[Rules], RuleMatcher], linguist: SpacyLinguist
) -> Callable[[Rules], QuestionCoder]:
    """Makes a coder without a classifier of rules."""
    from pipeline.coding import QuestionCoder

    return lambda rules: QuestionCoder(matcher(rules), linguist)


@pytest.fixture(scope="session")
def code_with(
    codebook: Callable[[Rules], Codebook],
) -> Callable[[Rules, Sequence[str]], list[list[str]]]:
    """Gives the themes of each text by these rules, in the order of the codebook."""
    from pipeline.coding.code_texts import code

    def themes(rules: Rules, texts: Sequence[str]) -> list[list[str]]:
        frame = code(texts, codebook(rules))
        return [
            [t for t in frame.loc[frame["answer"] == i, "theme"] if t] for i in range(len(texts))
        ]

    return themes


@pytest.fixture(scope="session")
def codings_with(
    codebook: Callable[[Rules], Codebook],
) -> Callable[[Rules, Sequence[str]], pd.DataFrame]:
    """Gives the codings of the texts by these rules, as `pipeline.code` does."""
    from pipeline.coding.code_texts import code

    return lambda rules, texts: code(texts, codebook(rules))


def _form(rules: Rules) -> dict[str, Any]:
    """A codebook file's contents for the rules."""
    if isinstance(rules, str):
        rules = YAML(typ="safe", pure=True).load(rules)
    if not isinstance(rules, Mapping):
        rules = {"t": list(rules)}
    top: list[dict[str, Any]] = []
    children = {"": top}
    special: dict[str, Any] = {}
    for name, of_theme in rules.items():
        if name in {"geen-antwoord", "overig"}:
            special[name] = {"rules": list(of_theme)}
            continue
        parent, _, theme = name.rpartition("/")
        form = {
            "id": theme,
            "label": theme,
            "rules": list(of_theme),
            "themes": children.setdefault(theme, []),
        }
        children[parent.rpartition("/")[2]].append(form)
    return {
        "id": "proef",
        "title": "Proef",
        "language": "nl",
        "version": "1",
        "themes": top,
        "special": special,
    }

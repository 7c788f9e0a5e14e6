"""Which answers each strategy picks, and why."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import MisuseError
from pipeline.language import language
from pipeline.review import LABEL_QUEUES, Candidates, Pick, pick_texts

Make = Callable[..., Candidates]
WORDS = st.lists(
    st.sampled_from(["te", "weinig", "tijd", "geld", "mensen", "kennis", "niets", "anders"]),
    min_size=1,
    max_size=4,
)


def picked(
    texts: Candidates, size: int, strategy: str, seed: int = 0, share: float | None = None
) -> tuple[Pick, ...]:
    """The queue."""
    return pick_texts(
        texts, size, strategy=strategy, rng=np.random.default_rng(seed), random_share=share
    )


def keys(texts: Candidates, picks: tuple[Pick, ...]) -> list[str]:
    """The texts picked."""
    return [texts.keys[pick.index] for pick in picks]


def test_uncertain(candidates: Make) -> None:
    """Uncertain picks where no set of codes is likely to be right, and names the codes in doubt."""
    texts = candidates(
        ["zeker", "leeg", "half", "dubbel"],
        probabilities=[[0.99, 0, 0], [0, 0, 0.01], [0.5, 0.4, 0], [0.9, 0.9, 0]],
    )
    picks = picked(texts, 2, "uncertain")
    assert keys(texts, picks) == ["half", "dubbel"]
    assert picks[0].reason.sentence(language("en")) == "The machine is in doubt: Tijd 50%, Geld 40%"


def test_rules_count_as_knowledge(candidates: Make) -> None:
    """Where a rule has spoken there is less doubt, with a classifier and without one."""
    p = [[0.5, 0, 0], [0.5, 0, 0]]
    for probabilities in (p, None):
        texts = candidates(
            ["met regel", "zonder"], probabilities=probabilities, ruled=[[1, 0, 0], [0, 0, 0]]
        )
        assert keys(texts, picked(texts, 1, "uncertain")) == ["zonder"]


def test_rare(candidates: Make) -> None:
    """Rare takes turns between the likely themes with fewest labels, each time the likeliest
    answer.
    """
    p = [[0.9, 0, 0], [0, 0.8, 0], [0, 0.7, 0.1], [0, 0, 0.6], [0, 0.1, 0.2]]
    texts = candidates(["a", "b", "c", "d", "e"], probabilities=p, labels=[50, 2, 1])
    picks = picked(texts, 5, "rare")
    assert keys(texts, picks) == ["d", "b", "c", "a"]
    assert (
        picks[0].reason.sentence(language("en"))
        == "Perhaps Kennis (60%), of which 1 answers are labelled"
    )


def test_disagree(candidates: Make) -> None:
    """Disagree picks what rules and classifier see differently, first where each names another
    theme.
    """
    p = [[0.9, 0, 0], [0.1, 0.9, 0], [0.2, 0, 0], [0, 0, 0.7], [0.4, 0, 0]]
    ruled = [[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0]]
    texts = candidates(
        ["eens", "anders", "regel", "classifier", "niets"], probabilities=p, ruled=ruled
    )
    picks = picked(texts, 5, "rules-vs-classifier")
    assert keys(texts, picks) == ["anders", "regel", "classifier"]
    assert [pick.reason.name for pick in picks] == [
        "rules-vs-classifier",
        "rules-alone",
        "classifier-alone",
    ]


def test_disagree_needs_two(candidates: Make) -> None:
    """Without rules or without a classifier nobody disagrees."""
    assert picked(candidates(["a"], ruled=[[1, 0, 0]]), 1, "rules-vs-classifier") == ()
    assert picked(candidates(["a"], probabilities=[[0.9, 0, 0]]), 1, "rules-vs-classifier") == ()


def test_novel(candidates: Make) -> None:
    """Novel picks new words of many first, does not pick the same words twice, and stops where all
    words are known.
    """
    texts = candidates(
        ["gezien woord", "chatbot gezien", "chatbot", "tikfuot"],
        counts=[9, 5, 4, 1],
        labelled=["gezien woord"],
    )
    picks = picked(texts, 4, "novel")
    assert keys(texts, picks) == ["chatbot", "tikfuot"]
    assert (
        picks[0].reason.sentence(language("nl"))
        == "Woorden die in geen gelabeld antwoord staan: chatbot"
    )


def test_diverse(candidates: Make) -> None:
    """Diverse picks what is least like the labelled answers, then what is least like that as well;
    a copy of a pick is never picked.
    """
    texts = candidates(
        ["tijd geld", "geld tijd", "kennis", "tijd mensen", ""], labelled=["tijd mensen"]
    )
    assert keys(texts, picked(texts, 5, "diverse")) == ["kennis", "geld tijd"]


def test_mixed(candidates: Make) -> None:
    """Mixed draws all by chance while there are few labels, then half, and the two kinds take
    turns.
    """
    names = [f"t{i}" for i in range(20)]
    p = [[i / 40, 0, 0] for i in range(20)]
    assert {pick.strategy for pick in picked(candidates(names, probabilities=p), 6, "mixed")} == {
        "random"
    }
    texts = candidates(names, probabilities=p, labelled=["x"] * 24)
    assert [pick.strategy for pick in picked(texts, 6, "mixed")] == ["random", "mixed"] * 3


@pytest.mark.parametrize("strategy", list(LABEL_QUEUES))
@given(
    data=st.data(),
    said=st.lists(WORDS.map(" ".join), max_size=12, unique=True),
    seed=st.integers(0, 99),
)
def test_order_changes_nothing(
    candidates: Make, strategy: str, data: st.DataObject, said: list[str], seed: int
) -> None:
    """In whatever order the candidates come, the same texts are picked in the same order, for the
    same reasons; none twice, not too many.
    """
    p = [[len(text) % 7 / 7, text.count("e") / 9, 0.3] for text in said]
    ruled = [[text.startswith("t"), "geld" in text, 0] for text in said]
    order = data.draw(st.permutations(range(len(said))))
    share = data.draw(st.sampled_from([None, 0.0, 0.3, 1.0]))
    found = []
    for rows in (range(len(said)), order):
        texts = candidates(
            [said[i] for i in rows],
            probabilities=np.array([p[i] for i in rows]).reshape(-1, 3),
            ruled=[ruled[i] for i in rows],
            counts=[len(said[i]) for i in rows],
            labelled=["te weinig"],
        )
        picks = picked(texts, 5, strategy, seed, share)
        assert len({pick.index for pick in picks}) == len(picks) <= min(5, len(said))
        assert all((pick.strategy == "random") == (0 < pick.probability <= 1) for pick in picks)
        found.append(
            [(texts.keys[k.index], k.strategy, k.reason, str(k.probability)) for k in picks]
        )
    assert found[0] == found[1]


def test_other_seed_other_draw(candidates: Make) -> None:
    """Chance is an argument: the same seed draws the same, another seed something else."""
    texts = candidates([f"t{i}" for i in range(30)])
    one, two, other = (keys(texts, picked(texts, 8, "random", seed)) for seed in (1, 1, 2))
    assert one == two != other


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"strategy": "uncertan"}, "Did you mean uncertain"),
        ({"size": 0}, "ask for 1 or more"),
        ({"share": 1.5}, "from 0 to 1"),
        ({"share": float("nan")}, "from 0 to 1"),
    ],
)
def test_misuse(candidates: Make, wishes: dict[str, object], says: str) -> None:
    """A queue that can't be made is refused in words."""
    with pytest.raises(MisuseError, match=says):
        asked = {"size": 1, "strategy": "random", **wishes}
        picked(candidates(["a"]), **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("tongue", ["nl", "en"])
def test_reasons_have_sentences(candidates: Make, tongue: str) -> None:
    """Every pick of every strategy has a sentence in both languages."""
    texts = candidates(
        ["a b", "c"],
        probabilities=[[0.9, 0.1, 0], [0.4, 0, 0.8]],
        ruled=[[0, 1, 0], [0, 0, 0]],
        labelled=["a"] * 24,
    )
    picks = [pick for strategy in LABEL_QUEUES for pick in picked(texts, 2, strategy)]
    assert {pick.strategy for pick in picks} == set(LABEL_QUEUES)
    assert all(pick.reason.sentence(language(tongue)) for pick in picks)

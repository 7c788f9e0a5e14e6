"""The current decisions: who has the last word, what was undone, where reviewers differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from decided import decided, undoing
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions import CurrentDecisions, Decision

KEY = ("nadelen", "t")


def numbered(*decisions: Decision) -> list[Decision]:
    """The decisions as a log numbers them."""
    return [replace(decision, number=i) for i, decision in enumerate(decisions, start=1)]


def settled(*decisions: Decision) -> tuple[str, ...]:
    """The codes that count for the text `t`."""
    outcome = CurrentDecisions(numbered(*decisions)).outcome(KEY)
    return outcome.settled.codes if outcome else ()


def on(number: int, *codes: str, reviewer: str = "anna", **fields: object) -> Decision:
    """A decision on the text `t`."""
    return decided(number, *codes, text="t", reviewer=reviewer, **fields)  # type: ignore[arg-type]


def blind(number: int, *codes: str, reviewer: str = "anna", **fields: object) -> Decision:
    """A decision on `t` without sight of others'."""
    return on(number, *codes, reviewer=reviewer, shown="nothing", **fields)


def test_empty_log_has_no_current_decisions() -> None:
    """An empty log has no current decisions, no texts and no batch to undo."""
    current = CurrentDecisions()
    assert current.outcome(KEY) is None
    assert (
        current.newest,
        current.number(KEY),
        list(current.texts()),
        current.last_batch("anna"),
    ) == (0, 0, [], ())


def test_last_word() -> None:
    """Of decisions with everything in sight the last counts, whoever made it."""
    assert settled(on(1, "weer"), on(2, "wind", reviewer="bob"), on(3, "regen")) == ("regen",)


def test_blind_decisions_stand_beside_each_other() -> None:
    """Of two reviewers who didn't see each other the first counts, as that reviewer last had it;
    that they differ is told.
    """
    decisions = numbered(blind(1, "weer"), blind(2, "wind", reviewer="bob"), blind(3, "regen"))
    outcome = CurrentDecisions(decisions).outcome(KEY)
    assert outcome
    assert outcome.settled.codes == ("regen",)
    assert [(d.reviewer, d.codes) for d in outcome.opinions] == [
        ("anna", ("regen",)),
        ("bob", ("wind",)),
    ]
    assert outcome.disagree


def test_same_codes_in_another_order_agree() -> None:
    """The order of codes is no difference."""
    outcome = CurrentDecisions(
        numbered(blind(1, "weer", "wind"), blind(2, "wind", "weer", reviewer="bob"))
    ).outcome(KEY)
    assert outcome
    assert not outcome.disagree


def test_adjudication_settles() -> None:
    """Who sees both has the last word, and the difference is gone; a blind opinion afterwards, even
    of that person, changes nothing that counts.
    """
    before = [blind(1, "weer"), blind(2, "wind", reviewer="bob")]
    judged = on(3, "regen", reviewer="carla", round="adjudication")
    outcome = CurrentDecisions(numbered(*before, judged)).outcome(KEY)
    assert outcome
    assert (outcome.settled.codes, outcome.disagree) == (("regen",), False)
    assert settled(*before, judged, blind(4, "wind", reviewer="carla")) == ("regen",)
    assert settled(*before, judged, blind(4, "wind", reviewer="bob")) == ("regen",)


def test_change_of_mind_in_a_workbook() -> None:
    """One's newer decision takes the place of one's own older, though the workbook didn't show
    others'; not that of somebody else's.
    """
    assert settled(on(1, "weer"), on(2, "wind", shown="suggestions")) == ("wind",)
    assert settled(on(1, "weer"), on(2, "wind", shown="suggestions", reviewer="bob")) == ("weer",)
    assert settled(on(1, "weer"), blind(2, "wind", round="second")) == ("weer",)


class TestUndo:
    """Taking back is a decision too."""

    def test_earlier_counts_again(self) -> None:
        """What was current before is current again, and nothing when there was none."""
        first, second = on(1, "weer"), on(2, "wind", reviewer="bob")
        assert settled(first, second, undoing(3, second)) == ("weer",)
        assert settled(first, undoing(2, first)) == ()

    def test_undone_adjudication(self) -> None:
        """With the adjudication undone the reviewers differ again."""
        judged = on(3, "regen", reviewer="carla", round="adjudication")
        decisions = numbered(
            blind(1, "weer"), blind(2, "wind", reviewer="bob"), judged, undoing(4, judged)
        )
        outcome = CurrentDecisions(decisions).outcome(KEY)
        assert outcome
        assert outcome.disagree
        assert outcome.settled.codes == ("weer",)

    def test_number_counts_what_was_taken_back(self) -> None:
        """The number to have seen is that of the taking back."""
        current = CurrentDecisions(numbered(on(1), undoing(2, on(1)), on(3, reviewer="bob")))
        assert (current.number(KEY), current.number(KEY, "anna"), current.number(KEY, "carla")) == (
            3,
            2,
            0,
        )
        assert current.is_undone("d1")
        assert not current.is_undone("d3")

    def test_before_what_it_takes_back(self) -> None:
        """In an archive put together from parts the undo may come first; it holds all the same."""
        assert settled(undoing(2, on(1)), on(1)) == ()

    def test_twice(self) -> None:
        """Taking back twice is as once."""
        assert settled(on(1, "weer"), on(2, "wind"), undoing(3, on(2)), undoing(4, on(2))) == (
            "weer",
        )

    def test_batches(self) -> None:
        """Undo takes the reviewer's newest batch of which something is current, and so on to the
        first; never another's.
        """
        first, *bulk = on(1, batch="a"), decided(2, batch="b"), decided(3, batch="b")
        current = CurrentDecisions(numbered(first, *bulk, on(4, reviewer="bob", batch="c")))
        assert [d.id for d in current.last_batch("anna")] == ["d2", "d3"]
        current.add([replace(undoing(5, bulk[0]), number=5)])
        assert [d.id for d in current.last_batch("anna")] == ["d3"]
        current.add([replace(undoing(6, bulk[1]), number=6)])
        assert [d.id for d in current.last_batch("anna")] == ["d1"]
        current.add([replace(undoing(7, first), number=7)])
        assert current.last_batch("anna") == ()
        assert [d.id for d in current.current()] == ["d4"]


class TestSplitOff:
    """One respondent's answer can be decided apart from those alike."""

    def test_own_before_alike(self) -> None:
        """The one that was split off has its own codes, whatever is decided on the others
        afterwards.
        """
        one = on(2, "wind", scope="one")
        current = CurrentDecisions(numbered(on(1, "weer"), one, on(3, "regen")))
        who = (one.subject.wave, one.subject.respondent_id)
        assert current.split_off(KEY) == (who,)
        for asked, codes in (
            (who, ("wind",)),
            (("2025", "g99999"), ("regen",)),
            (None, ("regen",)),
        ):
            outcome = current.outcome(KEY, asked)
            assert outcome
            assert outcome.settled.codes == codes

    def test_undone(self) -> None:
        """With that undone it has the codes of the others again."""
        one = on(2, "wind", scope="one")
        current = CurrentDecisions(numbered(on(1, "weer"), one, undoing(3, one)))
        outcome = current.outcome(KEY, (one.subject.wave, one.subject.respondent_id))
        assert outcome
        assert outcome.settled.codes == ("weer",)
        assert current.split_off(KEY) == ()

    def test_only_one(self) -> None:
        """A text of which only one answer was decided leaves the others undecided, yet it has a
        current decision.
        """
        current = CurrentDecisions(numbered(on(1, "wind", scope="one")))
        assert current.outcome(KEY) is None
        assert list(current.texts()) == [KEY]


@pytest.mark.parametrize("overlap", [0, 1, 3])
def test_added_in_parts(overlap: int) -> None:
    """A log read in parts, even overlapping, is as read in one go; the texts touched are told."""
    log = numbered(
        on(1),
        decided(2, text="u"),
        on(3, "wind", reviewer="bob"),
        undoing(4, on(3)),
        on(5, "regen"),
    )
    current = CurrentDecisions(log[:3])
    assert current.add(log[3 - overlap :]) == {KEY}
    whole = CurrentDecisions(log)
    assert current.on(KEY) == whole.on(KEY)
    assert list(current.current()) == list(whole.current())
    assert current.newest == 5


choices = st.tuples(
    st.sampled_from(["anna", "bob", "carla"]),
    st.sampled_from(["everything", "suggestions", "nothing"]),
    st.sampled_from(["weer", "wind", "regen"]),
    st.booleans(),
)


@given(st.lists(choices, max_size=12))
def test_laws(acts: list[tuple[str, str, str, bool]]) -> None:
    """Whatever people do: what was undone never counts, what counts is somebody's current decision,
    and undoing all leaves nothing.
    """
    log: list[Decision] = []
    for i, (who, shown, code, undo) in enumerate(acts, start=1):
        mine = CurrentDecisions(numbered(*log)).last_batch(who)
        log.append(
            undoing(i, mine[-1]) if undo and mine else on(i, code, reviewer=who, shown=shown)
        )
    current = CurrentDecisions(numbered(*log))
    outcome = current.outcome(KEY)
    on_text = current.on(KEY)
    assert (outcome is None) == (not on_text)
    if outcome:
        assert outcome.settled in on_text
        assert set(outcome.opinions) <= set(on_text)
        open_ones = [d for d in on_text if not d.independent]
        assert not open_ones or outcome.settled.number >= open_ones[-1].number
    rest = [undoing(100 + i, d) for i, d in enumerate(on_text)]
    assert CurrentDecisions(numbered(*log, *rest)).outcome(KEY) is None


def test_a_batch_and_what_it_took_back() -> None:
    """A batch is told whole, undone or not, and so is what an undoing batch undid; of an unknown
    batch nothing.
    """
    one, two = decided(1, batch="b"), decided(2, batch="b")
    current = CurrentDecisions(
        numbered(one, two, undoing(3, one, batch="u"), undoing(4, two, batch="u"))
    )
    assert [d.id for d in current.batch("b")] == ["d1", "d2"]
    assert [d.id for d in current.undone_by("u")] == ["d1", "d2"]
    assert (current.undone_by("b"), current.batch("x"), current.undone_by("x")) == ((), (), ())

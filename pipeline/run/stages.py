"""The stages of a run, as a list that is executed: each a function, its inputs and outputs.

The inputs of a stage are the names of its function's arguments; `check_stages` checks before a run
starts that all of them will be there. The command's progress, docs/architecture.md and a test read
the same list.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.decisions import read_quote_acts
from pipeline.run.batches import code_batches, list_problems, read_batches, train
from pipeline.run.instruments.bridges import bridges
from pipeline.run.instruments.changes import compare_waves
from pipeline.run.instruments.corrections import corrections
from pipeline.run.llm.description import read_language_model
from pipeline.run.outputs import store, write_report
from pipeline.run.progress import Progress
from pipeline.run.summarise import add_quotes, summarise
from pipeline.run.theme_counts import count, guard_counts


@dataclass(frozen=True)
class Stage:
    """One stage of a run: its name, its function, its output, and its description."""

    name: str
    function: Callable[..., Any]
    makes: str
    does: str
    takes_long: bool = False
    """Whether the progress display shows it."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of the function's arguments."""
        return tuple(inspect.signature(self.function).parameters)


GIVEN = ("study", "options", "outputs", "progress")
"""The inputs of a run: the study as read, the user's options, the folder, the display."""

STAGES = (
    Stage("train", train, "coder", "reading codebooks, learning from labels", takes_long=True),
    Stage(
        "replies",
        read_language_model,
        "language_model",
        "reading what a language model replied, if one was asked",
    ),
    Stage("approvals", read_quote_acts, "quote_acts", "reading which quotes people approved"),
    Stage("ingest", read_batches, "batches", "reading survey exports in batches"),
    Stage(
        "code",
        code_batches,
        "accumulators",
        "coding: people before rules and the classifier",
        takes_long=True,
    ),
    Stage("problems", list_problems, "problems", "listing rows that could not be used"),
    Stage(
        "count",
        count,
        "all_counts",
        "counting respondents per theme, wave and segment",
        takes_long=True,
    ),
    Stage("guard", guard_counts, "counts", "hiding figures of few, and what would tell them"),
    Stage("correct", corrections, "corrected", "correcting shares by the reviewed random sample"),
    Stage("compare", compare_waves, "changed", "comparing waves by what coded both"),
    Stage("bridge", bridges, "bridged", "telling a change of the codebook from one of opinion"),
    Stage("summarise", summarise, "figures", "gathering the figures that the report shows"),
    Stage("quote", add_quotes, "summary", "choosing the verbatims that a person approved"),
    Stage(
        "report",
        write_report,
        "files",
        "drawing charts and clouds, writing the report",
        takes_long=True,
    ),
    Stage("store", store, "finished", "putting the outputs in place", takes_long=True),
)
"""The stages of a run, in order. The output of the last one is the run."""


def check_stages(stages: Sequence[Stage], given: Sequence[str]) -> None:
    """Check that each stage has its inputs, and that no output is made twice or unused."""
    there = list(given)
    for stage in stages:
        missing = [name for name in stage.needs if name not in there]
        if missing:
            raise TypeError(f"stage {stage.name} needs {', '.join(missing)}, which no stage makes")
        if stage.makes in there:
            raise TypeError(f"stage {stage.name} makes {stage.makes}, which is there already")
        there.append(stage.makes)
    needed = {name for stage in stages for name in stage.needs}
    in_vain = [name for name in there[:-1] if name not in needed]
    if in_vain:
        raise TypeError(f"no stage needs {', '.join(in_vain)}")


def run_stages(stages: Sequence[Stage], given: Mapping[str, Any]) -> Any:
    """Run the stages in order and return the output of the last one."""
    check_stages(stages, tuple(given))
    progress: Progress = given["progress"]
    there = dict(given)
    for stage in stages:
        if stage.takes_long:
            progress.begin(stage.name)
        there[stage.makes] = stage.function(**{name: there[name] for name in stage.needs})
    return there[stages[-1].makes]

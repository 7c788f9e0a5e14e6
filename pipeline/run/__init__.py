"""A run: reads, codes, counts and reports a study, stage by stage."""

from pipeline.callable_package import make_callable
from pipeline.run.check import Check, check_study
from pipeline.run.evaluate_study import evaluate
from pipeline.run.figures import change_words, figure
from pipeline.run.outputs import Run, read_table
from pipeline.run.pool import Pool
from pipeline.run.propose import Proposal, propose, write_study
from pipeline.run.stages import GIVEN, STAGES, Stage, check_stages, run_stages
from pipeline.run.study_run import run

make_callable(__name__, run)

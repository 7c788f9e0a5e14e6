"""A run: reads, codes, counts and reports a study, stage by stage."""

from pipeline.callable_package import make_callable
from pipeline.run.check import Check, check_study
from pipeline.run.evaluate_study import evaluate
from pipeline.run.figures import ReportFigure, change_words, figure
from pipeline.run.propose import Proposal, propose, write_study
from pipeline.run.study_run import Run, run

make_callable(__name__, run)

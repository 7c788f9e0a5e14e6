"""The verbs: what commands, pages and notebooks call. The only place where stages and store meet."""

from pipeline.api.classifier import ThemeClassifier
from pipeline.api.running import Run, run
from pipeline.api.stages import GIVEN, STAGES, Stage
from pipeline.api.texts import code
from pipeline.codebook import read_codebook

__all__ = ["GIVEN", "STAGES", "Run", "Stage", "ThemeClassifier", "code", "read_codebook", "run"]

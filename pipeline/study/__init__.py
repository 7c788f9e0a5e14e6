"""The study: study.yaml as a frozen, checked value, its house style, and the files it names."""

from pipeline.study.destination import as_named, default_folder, inputs_of, keep_inputs_safe
from pipeline.study.house import HOUSE, House, contrast, illegible, luminance, mix
from pipeline.study.house_style import house_problems
from pipeline.study.keys import (
    Filter,
    Llm,
    Question,
    Quotes,
    Respondent,
    Segment,
    Show,
    Wave,
    Weights,
)
from pipeline.study.sheet import new_sheet
from pipeline.study.study import REPLIES, Study, as_study, read_study

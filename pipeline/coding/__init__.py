"""Coding: turns the answers of a study into codings with evidence, probability and a reason."""

from pipeline.coding.batch import CodedBatch, code_answers, within_filters
from pipeline.coding.code_texts import code
from pipeline.coding.codebook_examples import ExampleResult, test_codebook
from pipeline.coding.coded_question import CodedQuestion, outcome_counts
from pipeline.coding.explain import Explanation, Outvoted, explain
from pipeline.coding.labelled_answers import LabelledAnswer, labelled_texts
from pipeline.coding.prepare import (
    StudyCoder,
    Trainer,
    as_labelled,
    embedder_of,
    embeddings_of,
    labelled_answers,
    prepare,
)
from pipeline.coding.question_coder import QuestionCoder
from pipeline.coding.replies import instrument_of, prompt_of, read_replies, usable_replies
from pipeline.coding.training import Labelled, Material, Trained, acceptance, train

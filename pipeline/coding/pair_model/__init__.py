"""The pair model: codes texts by their likeness to what shows each theme; needs few labels."""

from pipeline.coding.pair_model.pair_classifier import PairModel
from pipeline.coding.pair_model.pair_features import PairFeatures
from pipeline.coding.pair_model.segments import segment_texts, segment_tokens, split_segments
from pipeline.coding.pair_model.shown import LabelledText, ShownTexts, shown_texts
from pipeline.coding.pair_model.split_texts import SplitTexts
from pipeline.coding.pair_model.weights import PairWeights, feature_names, pair_weights

"""Agreement: how far coders agree, with intervals, in tables and on a page."""

from pipeline.agreement.agree import agreement, agreement_page
from pipeline.agreement.coefficients import ac1, alpha, fleiss, kappa, kappas, mean_kappa, percent
from pipeline.agreement.columns import (
    AGREEMENT_CODERS,
    AGREEMENT_PAIRS,
    AGREEMENT_SETS,
    AGREEMENT_THEMES,
)
from pipeline.agreement.contingency import MISSING, contingency, pair_contingencies
from pipeline.agreement.independent_codings import (
    CodesOfUnits,
    Codings,
    codings_by_people,
    question_codings,
)
from pipeline.agreement.label_sets import masi_distances, numbered, set_alpha, set_figures
from pipeline.agreement.posterior import Posterior
from pipeline.agreement.tables import write_agreement
from pipeline.agreement.theme_agreement import theme_figures
from pipeline.agreement.values import Agreement, CoderFigures, Figures, QuestionAgreement
from pipeline.agreement.verdicts import interpret
from pipeline.callable_package import make_callable

make_callable(__name__, agreement)

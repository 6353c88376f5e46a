"""What kind of relationship: the six criteria of a strategic partnership, and the archetype."""

from kizuna.measures.criteria.archetypes import Degree, Membership, Ruling
from kizuna.measures.criteria.assess import criteria, criteria_course, criteria_of
from kizuna.measures.criteria.bounds import IndicatorValue
from kizuna.measures.criteria.reasons import CriterionWhy, why
from kizuna.measures.criteria.result import Assessment, Comparison, Course, CriterionValue

__all__ = [
    "Assessment",
    "Comparison",
    "Course",
    "CriterionValue",
    "CriterionWhy",
    "Degree",
    "IndicatorValue",
    "Membership",
    "Ruling",
    "criteria",
    "criteria_course",
    "criteria_of",
    "why",
]

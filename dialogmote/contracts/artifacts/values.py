"""What the study names: outcomes, groups, steps and limits, in the order they are listed."""

LONG_SPELL_DAYS = 112  # 16 weeks: the spells the study is about
MAXIMUM_DAYS = 365  # sick pay ends

OUTCOMES = ("meeting", "duration", "total_duration", "lost_workdays", "exhausted", "aap_transition")
SHARE_OUTCOMES = ("meeting", "exhausted", "aap_transition")
CONTROL_GROUPS = ("national", "trondelag")
# By kind: the groups share all spells between them.
SPELL_GROUPS = {
    "sex": ("women", "men"),
    "age": ("under_40", "from_40_to_54", "from_55"),
    "grade": ("graded", "full"),
    "working_time": ("part_time", "full_time"),
    "sector": ("public", "private"),
}
# In the order in which they are read: the article's, then standard errors, then tests.
INFERENCE_METHODS = (
    *("crv1", "crv1_office", "crv3", "crv3_few", "wild", "randomization_coefficient", "randomization_t"),
    *("conley_taber", "ferman_pinto"),
)
ANSWER_GROUPS = ("no_answer", "no", "employee_yes", "employer_yes", "both_yes")
ATTRITION_STEPS = ("long_spells", "protected_address", "one_row_a_spell", "pregnant", "over_66", "overlapping")

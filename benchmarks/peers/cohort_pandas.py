"""The cohort in pandas, as an analyst would write it: merges, sorts and grouped maxima, no loops over rows."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.peers import study

DAY = pd.Timedelta(days=1)
Extracts = dict[str, pd.DataFrame]


def read(stage: str, run: Path) -> Extracts:
    """The verified extracts, in the columns that are used; dates in seconds, which reach the year 9999."""
    extracts = {}
    for name, columns in study.EXTRACT_COLUMNS.items():
        frame = pd.read_parquet(run / "extracts" / f"{name}.parquet", columns=list(columns))
        for column in frame.columns[frame.columns.str.endswith(("_date", "valid_from", "valid_to"))]:
            frame[column] = frame[column].astype("datetime64[s]")
        extracts[name] = frame
    return extracts


def compute(extracts: Extracts) -> pd.DataFrame:
    """The cohort, sorted by spell."""
    every_spell = order_spells(extracts["sykefravar_tilfelle"])
    spells = select_main_employers(extracts["sykefravar_tilfelle"])
    spells = spells.merge(every_spell[["spell_id", "is_overlapping"]], on="spell_id")
    spells = add_person(spells, extracts["person"]).merge(resolve_offices(extracts["nav_enhet"]), on="office_code")
    spells = add_covariates(spells, extracts)
    stays = ~(spells["is_protected"] | spells["is_pregnant"] | spells["is_overlapping"])
    spells = spells[stays & (spells["age_years"] <= study.OLDEST_AGE_YEARS)]
    spells = spells.merge(count_days_on_leave(spells, every_spell), on="spell_id", how="left")
    spells = add_outcomes(spells, extracts)
    spells = add_answers(spells, every_spell, extracts)
    return spells.sort_values("spell_id")[list(study.COHORT_COLUMNS)].reset_index(drop=True)


def order_spells(rows: pd.DataFrame) -> pd.DataFrame:
    """Every spell once, by person and first day, with the latest end before it and the first day it adds."""
    spells = rows[["spell_id", "person_id", "start_date", "end_date"]].drop_duplicates("spell_id")
    spells = spells.sort_values(["person_id", "start_date", "spell_id"], ignore_index=True)
    latest = spells.groupby("person_id")["end_date"].cummax()
    before = latest.groupby(spells["person_id"]).shift(1)
    first_new = spells["start_date"].where(before.isna() | (before < spells["start_date"]), before + DAY)
    return spells.assign(is_overlapping=spells["start_date"] <= before, first_new_day=first_new)


def select_main_employers(rows: pd.DataFrame) -> pd.DataFrame:
    """Long spells of the study, the row of the largest position."""
    length = (rows["end_date"] - rows["start_date"]).dt.days + 1
    inside = (length >= study.LONG_SPELL_DAYS) & rows["start_date"].between(study.FIRST_START, study.LAST_START)
    long = rows[inside].assign(length_days=length[inside])
    order = ["spell_id", "position_percent", "employer_id"]
    return long.sort_values(order, ascending=[True, False, True]).drop_duplicates("spell_id")


def add_person(spells: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    """The person row valid on the first day."""
    both = spells.merge(persons, on="person_id")
    both = both[(both["valid_from"] <= both["start_date"]) & (both["start_date"] < both["valid_to"])]
    birth, start = both["birth_date"].dt, both["start_date"].dt
    had_birthday = start.month * 100 + start.day >= birth.month * 100 + birth.day
    return both.assign(
        age_years=start.year - birth.year - (~had_birthday).astype("int32"),
        is_woman=both["sex_code"] == study.WOMAN_CODE,
        is_married=both["marital_status"].isin(study.MARRIED_STATUSES),
        is_foreign_born=both["birth_country"] != "NOR",
        is_protected=both["protection_code"].isin(study.PROTECTED_CODES),
    )


def resolve_offices(offices: pd.DataFrame) -> pd.DataFrame:
    """The last successor of each office code."""
    latest = offices.sort_values("valid_from").drop_duplicates("office_code", keep="last")
    successor = latest.set_index("office_code")["successor_code"].dropna()
    final = latest["office_code"]
    while final.isin(successor.index).any():
        final = final.map(successor).fillna(final)
    known = latest.drop(columns=["valid_from", "successor_code"]).rename(
        columns={"office_code": "office", "residents": "office_residents"}
    )
    return pd.DataFrame({"office_code": latest["office_code"], "office": final}).merge(known, on="office")


def touches_period(spells: pd.DataFrame, periods: pd.DataFrame, first: pd.Series, last: pd.Series) -> pd.Series:
    """Whether a period of the person meets the days `first` to `last` of the spell."""
    asked = spells[["spell_id", "person_id"]].assign(first=first, last=last)
    both = asked.merge(periods.assign(to_date=periods["to_date"].fillna(pd.Timestamp(study.OPEN_END))), on="person_id")
    met = both[(both["from_date"] <= both["last"]) & (both["to_date"] >= both["first"])]
    return spells["spell_id"].isin(met["spell_id"])


def add_covariates(spells: pd.DataFrame, extracts: Extracts) -> pd.DataFrame:
    """Covariates, and what decides on exclusion."""
    start, end = spells["start_date"], spells["end_date"]
    return spells.assign(
        is_part_time=spells["position_percent"] < 100,
        is_public_sector=spells["sector"].isin(study.PUBLIC_SECTORS),
        is_aap_recipient=touches_period(spells, extracts["aap"], start, start),
        is_pregnant=touches_period(spells, extracts["svangerskap"], start, end),
    )


def count_days_on_leave(spells: pd.DataFrame, every_spell: pd.DataFrame) -> pd.DataFrame:
    """Distinct days on leave in any spell of the person among the 365 days from the start."""
    added = every_spell.loc[
        every_spell["first_new_day"] <= every_spell["end_date"], ["person_id", "first_new_day", "end_date"]
    ].rename(columns={"end_date": "last_new_day"})
    both = spells[["spell_id", "person_id", "start_date"]].merge(added, on="person_id")
    last = both["start_date"] + (study.MAXIMUM_DAYS - 1) * DAY
    first = both["first_new_day"].where(both["first_new_day"] > both["start_date"], both["start_date"])
    last = both["last_new_day"].where(both["last_new_day"] < last, last)
    total = ((last - first).dt.days + 1).clip(lower=0).groupby(both["spell_id"]).sum()
    return total.rename("total_duration").reset_index()


def add_outcomes(spells: pd.DataFrame, extracts: Extracts) -> pd.DataFrame:
    """The first meeting held, the duration, and the transition to AAP."""
    events = extracts["dialogmote_hendelse"]
    held = events.loc[events["event"] == "FERDIGSTILT", ["person_id", "meeting_time"]]
    both = spells[["spell_id", "person_id", "start_date", "length_days"]].merge(held, on="person_id")
    day = (both["meeting_time"].dt.normalize() - both["start_date"]).dt.days + 1
    counts = (day > study.LONG_SPELL_DAYS) & (day <= both["length_days"].clip(upper=study.MAXIMUM_DAYS))
    meeting_day = spells["spell_id"].map(day[counts].groupby(both["spell_id"]).min())
    first, last = (spells["start_date"] + (day - 1) * DAY for day in (study.AAP_FIRST_DAY, study.AAP_LAST_DAY))
    return spells.assign(
        meeting=meeting_day.notna(),
        meeting_day=meeting_day,
        duration=spells["length_days"].clip(upper=study.MAXIMUM_DAYS),
        exhausted=spells["length_days"] >= study.MAXIMUM_DAYS,
        aap_transition=touches_period(spells, extracts["aap"], first, last),
    )


def add_answers(spells: pd.DataFrame, every_spell: pd.DataFrame, extracts: Extracts) -> pd.DataFrame:
    """The question in week 16, each party's last answer and the group they make."""
    questions = extracts["motebehov_varsel"].groupby(["person_id", "spell_start_date"])["sent_date"].min()
    asked = questions.rename("asked_date").rename_axis(["person_id", "start_date"]).reset_index()
    spells = spells.merge(asked, on=["person_id", "start_date"], how="left")
    answers = extracts["motebehov"]
    given = answers[answers["form"] == "SVAR_BEHOV"]
    given = given.assign(answer_date=given["created_time"].dt.normalize().astype("datetime64[s]"))
    given = pd.merge_asof(
        given.sort_values("answer_date"),
        every_spell[["person_id", "spell_id", "start_date"]].sort_values("start_date"),
        left_on="answer_date",
        right_on="start_date",
        by="person_id",
    ).dropna(subset="spell_id")
    last = given.sort_values(["created_time", "answer_id"]).drop_duplicates(["spell_id", "respondent"], keep="last")
    for respondent, party in (("ARBEIDSTAKER", "employee"), ("ARBEIDSGIVER", "employer")):
        own = last[last["respondent"] == respondent].set_index("spell_id")
        spells[f"has_{party}_need"] = spells["spell_id"].map(own["has_meeting_need"])
        spells[f"{party}_answer_date"] = spells["spell_id"].map(own["answer_date"])
    is_asked = spells["asked_date"].notna()
    employee, employer = (spells[f"has_{party}_need"] for party in ("employee", "employer"))
    yes = employee.eq(True), employer.eq(True)
    groups = [yes[0] & yes[1], yes[0], yes[1], employee.isna() & employer.isna()]
    answer = np.select(groups, ["both_yes", "employee_yes", "employer_yes", "no_answer"], default="no")
    return spells.assign(is_asked=is_asked, answer=pd.Series(answer, index=spells.index).where(is_asked))

"""The question in week 16 and the answers of employee and employer."""

import polars as pl

from dialogmote.registers.person_days import PersonDays

ANSWER_FORM = "SVAR_BEHOV"
EMPLOYEE, EMPLOYER = "ARBEIDSTAKER", "ARBEIDSGIVER"


def find_questions(spells: pl.DataFrame, questions: pl.DataFrame) -> pl.DataFrame:
    """When the spell was asked: the question names the person and exactly the spell's first day (RULES 20).

    Returns `spell_id`, `asked_date` for the spells that were asked.
    """
    asked = questions.select("person_id", pl.col("spell_start_date").alias("start_date"), "sent_date")
    return (
        spells.select("spell_id", "person_id", "start_date")
        .join(asked, on=["person_id", "start_date"], how="inner")
        .group_by("spell_id")
        .agg(pl.col("sent_date").min().alias("asked_date"))
        .sort("spell_id")
    )


def find_answers(spell_ids: pl.Series, days: PersonDays, answers: pl.DataFrame) -> pl.DataFrame:
    """The last answer of each party by spell (RULES 20).

    An answer belongs to the person's spell with the latest first day on or before its date, among all spells of the
    extract, still running or not. Of one party's answers in a spell the latest counts, ties the highest answer id.
    `days` are every spell of the extract, `spell_ids` their ids in the frame they came from. Returns `spell_id`,
    `has_employee_need`, `has_employer_need`, `employee_answer_date`, `employer_answer_date`; null where the party did
    not answer.
    """
    # ASSUME answer_to_latest_spell: an answer carries a person and a time, no spell; it is about the spell that began
    # last.
    # ASSUME last_answer_counts: who answers again has changed their mind.
    given = answers.filter(pl.col("form") == ANSWER_FORM).with_columns(
        pl.col("created_time").dt.date().alias("answer_date")
    )
    latest = days.find_latest(days.pack(given["person_id"], given["answer_date"]))
    is_known = latest >= 0
    last = (
        given.filter(pl.Series(is_known))
        .with_columns(spell_ids.gather(days.rows[latest[is_known]]).alias("spell_id"))
        .sort("spell_id", "respondent", "created_time", "answer_id")
        .unique(["spell_id", "respondent"], keep="last", maintain_order=True)
    )
    employee = _of_party(last, EMPLOYEE, "employee")
    employer = _of_party(last, EMPLOYER, "employer")
    return employee.join(employer, on="spell_id", how="full", coalesce=True).sort("spell_id")


def _of_party(answers: pl.DataFrame, respondent: str, party: str) -> pl.DataFrame:
    return answers.filter(pl.col("respondent") == respondent).select(
        "spell_id",
        pl.col("has_meeting_need").alias(f"has_{party}_need"),
        pl.col("answer_date").alias(f"{party}_answer_date"),
    )


def answer_group() -> pl.Expr:
    """The answer of a spell that was asked, as table 1 groups it; null when it was not asked.

    One yes decides: where one party says yes and the other no, the spell counts as the one who said yes.
    """
    # ASSUME one_yes_decides: the article names no group for a yes beside a no.
    employee, employer = pl.col("has_employee_need"), pl.col("has_employer_need")
    is_yes = employee.fill_null(False), employer.fill_null(False)
    return (
        pl.when(pl.col("asked_date").is_null())
        .then(None)
        .when(is_yes[0] & is_yes[1])
        .then(pl.lit("both_yes"))
        .when(is_yes[0])
        .then(pl.lit("employee_yes"))
        .when(is_yes[1])
        .then(pl.lit("employer_yes"))
        .when(employer.is_null() & employee.is_null())
        .then(pl.lit("no_answer"))
        .otherwise(pl.lit("no"))
    )

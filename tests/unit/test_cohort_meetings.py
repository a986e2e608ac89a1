"""Meetings, questions and answers (RULES 17, 20)."""

from datetime import datetime, timedelta

import pytest
from cohort_builders import START, cohort_of, day, noon, spell


def only(result):
    """The single row of a cohort."""
    assert result.cohort.height == 1
    return result.cohort.row(0, named=True)


@pytest.mark.parametrize(
    ("length", "held", "meeting_day"),
    [
        (200, 112, None),
        (200, 113, 113),
        (200, 200, 200),
        (200, 201, None),
        (400, 365, 365),
        (400, 366, None),
    ],
)
def test_meeting_counts_from_day_113_to_the_last_day_and_365(length, held, meeting_day):
    row = only(cohort_of(sykefravar_tilfelle=[spell(length)], dialogmote_hendelse=[{"meeting_time": noon(held)}]))
    assert row["meeting_day"] == meeting_day
    assert row["meeting"] is (meeting_day is not None)


@pytest.mark.parametrize("hour", [0, 23])
def test_meeting_day_is_the_date_whatever_the_hour(hour):
    held = datetime.combine(day(113), datetime.min.time()) + timedelta(hours=hour)
    assert only(cohort_of(dialogmote_hendelse=[{"meeting_time": held}]))["meeting_day"] == 113


def test_first_meeting_that_counts_is_taken():
    events = [{"meeting_time": noon(number)} for number in (180, 110, 150)]
    assert only(cohort_of(dialogmote_hendelse=events))["meeting_day"] == 150


@pytest.mark.parametrize("event", ["INNKALT", "NYTT_TID_STED", "AVLYST", "STOPPUNKT"])
def test_only_a_held_meeting_counts(event):
    row = only(cohort_of(dialogmote_hendelse=[{"event": event, "meeting_time": noon(150)}]))
    assert not row["meeting"]


def test_later_cancellation_does_not_undo_a_held_meeting():
    events = [{"meeting_time": noon(150)}, {"event": "AVLYST", "meeting_time": noon(150), "event_time": noon(190)}]
    assert only(cohort_of(dialogmote_hendelse=events))["meeting"]


def test_meeting_is_linked_by_its_date_whatever_start_the_event_names():
    events = [{"meeting_time": noon(150), "spell_start_date": START - timedelta(days=9)}]
    assert only(cohort_of(dialogmote_hendelse=events))["meeting_day"] == 150


def test_date_inside_two_spells_counts_for_both():
    result = cohort_of(
        sykefravar_tilfelle=[spell(300, spell_id=1), spell(250, day(20), spell_id=2)],
        dialogmote_hendelse=[{"meeting_time": noon(200)}],
    )
    assert result.excluded_spells["meeting"].to_list() == [True]
    assert result.cohort["meeting_day"].to_list() == [200]


def answer(number, *, need=True, party="ARBEIDSTAKER", name="a", **other):
    return {"created_time": noon(number), "has_meeting_need": need, "respondent": party, "answer_id": name, **other}


EMPLOYER = "ARBEIDSGIVER"


@pytest.mark.parametrize(
    ("answers", "group"),
    [
        ([], "no_answer"),
        ([answer(113, need=False)], "no"),
        ([answer(113, need=False, party=EMPLOYER)], "no"),
        ([answer(113, need=False), answer(113, need=False, party=EMPLOYER)], "no"),
        ([answer(113)], "employee_yes"),
        ([answer(113), answer(113, need=False, party=EMPLOYER)], "employee_yes"),
        ([answer(113, need=False), answer(113, party=EMPLOYER)], "employer_yes"),
        ([answer(113, party=EMPLOYER)], "employer_yes"),
        ([answer(113), answer(113, party=EMPLOYER)], "both_yes"),
    ],
)
def test_answer_group_of_a_spell_that_was_asked(answers, group):
    row = only(cohort_of(motebehov_varsel=[{}], motebehov=answers))
    assert (row["is_asked"], row["answer"]) == (True, group)


def test_last_answer_of_a_party_counts():
    answers = [answer(130, need=False, name="a"), answer(120, need=True, name="b")]
    assert only(cohort_of(motebehov_varsel=[{}], motebehov=answers))["answer"] == "no"


def test_of_answers_at_the_same_moment_the_highest_id_counts():
    answers = [answer(120, need=False, name="b"), answer(120, need=True, name="a")]
    assert only(cohort_of(motebehov_varsel=[{}], motebehov=answers))["answer"] == "no"


def test_own_report_of_a_need_is_not_an_answer():
    row = only(cohort_of(motebehov_varsel=[{}], motebehov=[answer(120, form="MELD_BEHOV")]))
    assert row["answer"] == "no_answer"


@pytest.mark.parametrize(("number", "counts"), [(0, False), (1, True), (250, True)])
def test_answer_belongs_to_the_latest_spell_that_began_running_or_not(number, counts):
    row = only(cohort_of(motebehov_varsel=[{}], motebehov=[answer(number)]))
    assert (row["has_employee_need"] is True) is counts


@pytest.mark.parametrize(("number", "owner"), [(299, 1), (300, 2), (301, 2)])
def test_answer_after_a_later_short_spell_began_belongs_to_that_one(number, owner):
    result = cohort_of(
        sykefravar_tilfelle=[spell(290, spell_id=1), spell(3, day(300), spell_id=2)],
        motebehov_varsel=[{}],
        motebehov=[answer(number)],
    )
    assert only(result)["answer"] == ("employee_yes" if owner == 1 else "no_answer")


def test_spell_is_asked_only_when_the_question_names_its_first_day_exactly():
    row = only(cohort_of(motebehov_varsel=[{"spell_start_date": day(2)}], motebehov=[answer(120)]))
    assert (row["is_asked"], row["answer"], row["has_employee_need"]) == (False, None, True)

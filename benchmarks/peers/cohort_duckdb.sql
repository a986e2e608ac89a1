-- The cohort; names in braces are those of study.py.
with recursive
every_spell as (
    select distinct spell_id, person_id, start_date, end_date from sykefravar_tilfelle
),
-- The latest end of the person's spells that began before: a spell adds only the days after it.
in_order as (
    select *, max(end_date) over (
        partition by person_id order by start_date, spell_id rows between unbounded preceding and 1 preceding
    ) as ended_before
    from every_spell
),
new_days as (
    select person_id, greatest(start_date, coalesce(ended_before + 1, start_date)) as first_day, end_date as last_day
    from in_order where ended_before is null or end_date > ended_before
),
main as (
    select *, end_date - start_date + 1 as length_days from sykefravar_tilfelle
    where end_date - start_date + 1 >= {LONG_SPELL_DAYS} and start_date between '{FIRST_START}' and '{LAST_START}'
    qualify row_number() over (partition by spell_id order by position_percent desc, employer_id) = 1
),
latest_office as (
    select * from nav_enhet qualify row_number() over (partition by office_code order by valid_from desc) = 1
),
successors as (
    select office_code, office_code as office, successor_code from latest_office
    union all
    select s.office_code, o.office_code, o.successor_code
    from successors s join latest_office o on s.successor_code = o.office_code
),
offices as (
    select s.office_code, s.office, o.county, o.is_pilot, o.residents as office_residents
    from successors s join latest_office o on s.office = o.office_code
    where s.successor_code is null
),
on_leave as (
    select m.spell_id,
        sum(least(n.last_day, m.start_date + {MAXIMUM_DAYS} - 1) - greatest(n.first_day, m.start_date) + 1)
            as total_duration
    from main m join new_days n
        on n.person_id = m.person_id and n.first_day < m.start_date + {MAXIMUM_DAYS} and n.last_day >= m.start_date
    group by m.spell_id
),
meetings as (
    select m.spell_id, min(e.meeting_time::date - m.start_date + 1) as meeting_day
    from main m join dialogmote_hendelse e on e.person_id = m.person_id
    where e.event = 'FERDIGSTILT'
        and e.meeting_time::date - m.start_date + 1 > {LONG_SPELL_DAYS}
        and e.meeting_time::date - m.start_date + 1 <= least(m.length_days, {MAXIMUM_DAYS})
    group by m.spell_id
),
questions as (
    select m.spell_id, min(q.sent_date) as asked_date
    from main m join motebehov_varsel q on q.person_id = m.person_id and q.spell_start_date = m.start_date
    group by m.spell_id
),
given as (
    select s.spell_id, a.respondent, a.has_meeting_need, a.created_time, a.created_time::date as answer_date
    from (select * from motebehov where form = 'SVAR_BEHOV') a
    asof join every_spell s on s.person_id = a.person_id and a.created_time::date >= s.start_date
    qualify row_number() over (partition by s.spell_id, a.respondent order by a.created_time desc, a.answer_id desc) = 1
),
employee as (select * from given where respondent = 'ARBEIDSTAKER'),
employer as (select * from given where respondent = 'ARBEIDSGIVER'),
periods as (
    select 'aap' as kind, person_id, from_date, coalesce(to_date, date '{OPEN_END}') as to_date from aap
    union all
    select 'pregnancy', person_id, from_date, coalesce(to_date, date '{OPEN_END}') from svangerskap
),
touched as (
    select m.spell_id,
        bool_or(p.kind = 'aap' and p.from_date <= m.start_date and p.to_date >= m.start_date) as is_aap_recipient,
        bool_or(p.kind = 'aap' and p.from_date <= m.start_date + {AAP_LAST_DAY} - 1
            and p.to_date >= m.start_date + {AAP_FIRST_DAY} - 1) as aap_transition,
        bool_or(p.kind = 'pregnancy' and p.from_date <= m.end_date and p.to_date >= m.start_date) as is_pregnant
    from main m join periods p on p.person_id = m.person_id
    group by m.spell_id
),
described as (
    select m.spell_id, m.person_id, m.start_date, m.end_date, o.office, o.county, o.is_pilot, o.office_residents,
        year(m.start_date) - year(p.birth_date)
            - (month(m.start_date) * 100 + day(m.start_date) < month(p.birth_date) * 100 + day(p.birth_date))::int
            as age_years,
        p.sex_code = {WOMAN_CODE} as is_woman,
        p.marital_status in {MARRIED_STATUSES} as is_married,
        p.birth_country <> 'NOR' as is_foreign_born,
        p.protection_code in {PROTECTED_CODES} as is_protected,
        m.position_percent < 100 as is_part_time,
        m.sector in {PUBLIC_SECTORS} as is_public_sector,
        coalesce(t.is_aap_recipient, false) as is_aap_recipient,
        coalesce(t.is_pregnant, false) as is_pregnant,
        coalesce(t.aap_transition, false) as aap_transition,
        coalesce(s.start_date <= s.ended_before, false) as is_overlapping,
        m.industry, m.occupation, m.position_percent, m.grade_mean, m.lost_workdays,
        d.meeting_day is not null as meeting, d.meeting_day,
        least(m.length_days, {MAXIMUM_DAYS}) as duration, l.total_duration,
        m.length_days >= {MAXIMUM_DAYS} as exhausted,
        q.asked_date is not null as is_asked, q.asked_date,
        case
            when q.asked_date is null then null
            when e.has_meeting_need and r.has_meeting_need then 'both_yes'
            when e.has_meeting_need then 'employee_yes'
            when r.has_meeting_need then 'employer_yes'
            when e.has_meeting_need is null and r.has_meeting_need is null then 'no_answer'
            else 'no'
        end as answer,
        e.has_meeting_need as has_employee_need, r.has_meeting_need as has_employer_need,
        e.answer_date as employee_answer_date, r.answer_date as employer_answer_date
    from main m
    join in_order s using (spell_id)
    join person p on p.person_id = m.person_id and p.valid_from <= m.start_date and m.start_date < p.valid_to
    join offices o using (office_code)
    join on_leave l using (spell_id)
    left join meetings d using (spell_id)
    left join questions q using (spell_id)
    left join employee e on e.spell_id = m.spell_id
    left join employer r on r.spell_id = m.spell_id
    left join touched t on t.spell_id = m.spell_id
)
select {COLUMNS} from described
where not is_protected and not is_pregnant and age_years <= {OLDEST_AGE_YEARS} and not is_overlapping
order by spell_id

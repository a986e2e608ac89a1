"""What every column means: its unit, and its label in Norwegian (bokmål) and English.

Keyed by the column's name; `contract.column` (the contract's name in `EXTRACTS` or `ARTIFACTS`) where a name means
something else in one contract. `label_of` looks a column up. A test holds that no column is without a label.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """Unit (empty when the column has none), Norwegian and English label of a column."""

    unit: str
    nb: str
    en: str


def label_of(contract: str, column: str) -> Label:
    """The label of a contract's column: the contract's own where there is one, else the general.

    Raises `KeyError` when the column has no label.
    """
    return VOCABULARY.get(f"{contract}.{column}") or VOCABULARY[column]


VOCABULARY: dict[str, Label] = {
    # Extracts, and what later tables take from them.
    "spell_id": Label("", "Sykefraværstilfelle", "Sick-leave spell"),
    "person_id": Label("", "Person (pseudonym)", "Person (pseudonym)"),
    "start_date": Label("date", "Første dag i tilfellet", "First day of the spell"),
    "end_date": Label("date", "Siste dag i tilfellet", "Last day of the spell"),
    "employer_id": Label("", "Arbeidssted (pseudonym)", "Workplace (pseudonym)"),
    "position_percent": Label("percent", "Stillingsprosent", "Position percentage"),
    "grade_mean": Label("share", "Gjennomsnittlig sykmeldingsgrad i tilfellet", "Mean grade of the spell"),
    "lost_workdays": Label("workdays", "Tapte dagsverk", "Lost workdays"),
    "office_code": Label("", "NAV-kontor, kode", "NAV office, code"),
    "sykefravar_tilfelle.office_code": Label(
        "",
        "NAV-kontor der personen bodde ved tilfellets start, kode",
        "NAV office of residence at the start of the spell, code",
    ),
    "industry": Label("", "Næring (SN2007, to siffer)", "Industry (SN2007, two digits)"),
    "occupation": Label("", "Yrke (STYRK-08, tre siffer)", "Occupation (STYRK-08, three digits)"),
    "sector": Label(
        "",
        "Sektor (1 stat, 2 kommune, 9 fylkeskommune, 3 privat, 0 ukjent)",
        "Sector (1 state, 2 municipality, 9 county, 3 private, 0 unknown)",
    ),
    "year_month": Label("yyyymm", "Kalendermåned", "Calendar month"),
    "grade_percent": Label("percent", "Gjennomsnittlig sykmeldingsgrad i måneden", "Mean grade of the month"),
    "spell_start_date": Label(
        "date",
        "Første dag i tilfellet, slik den er registrert på raden",
        "First day of the spell, as stored on the row",
    ),
    "event": Label("", "Hendelse", "Event"),
    "meeting_time": Label("time", "Tidspunkt for dialogmøtet", "Time of the dialogue meeting"),
    "event_time": Label("time", "Tidspunkt da hendelsen ble registrert", "Time when the event was stored"),
    "exemption_reason": Label("", "Årsak til unntak", "Reason for the exemption"),
    "source_system": Label("", "Kildesystem", "Source system"),
    "sent_date": Label(
        "date", "Dato da spørsmålet om møtebehov ble sendt", "Date when the question about the meeting need was sent"
    ),
    "answer_id": Label("", "Svar (identifikator)", "Answer (identifier)"),
    "respondent": Label("", "Hvem som svarte", "Who answered"),
    "has_meeting_need": Label("", "Har behov for møte", "Has a need for a meeting"),
    "form": Label(
        "", "Skjematype (svar på spørsmål eller eget initiativ)", "Form (answer to the question, or own initiative)"
    ),
    "created_time": Label("time", "Tidspunkt for svaret", "Time of the answer"),
    "assigned_office": Label("", "Tildelt enhet", "Assigned office"),
    "birth_date": Label("date", "Fødselsdato", "Birth date"),
    "sex_code": Label("", "Kjønn (5001 mann, 5002 kvinne)", "Sex (5001 man, 5002 woman)"),
    "birth_country": Label("", "Fødeland (ISO 3166 alfa-3)", "Country of birth (ISO 3166 alpha-3)"),
    "marital_status": Label("", "Sivilstand", "Marital status"),
    "protection_code": Label(
        "",
        "Kode for adresseskjerming (6 og 7: skjermet adresse)",
        "Code of address protection (6 and 7: protected address)",
    ),
    "valid_from": Label("date", "Gyldig fra og med", "Valid from (inclusive)"),
    "valid_to": Label("date", "Gyldig til, ikke med", "Valid to (exclusive)"),
    "from_date": Label("date", "Fra og med", "From (inclusive)"),
    "to_date": Label("date", "Til og med", "To (inclusive)"),
    "office_name": Label("", "NAV-kontor, navn", "NAV office, name"),
    "county": Label("", "Fylke", "County"),
    "residents": Label("persons", "Innbyggere i kontorets område", "Residents of the office's area"),
    "is_pilot": Label("", "Pilotkontor", "Pilot office"),
    "successor_code": Label("", "Kontoret som tok over, kode", "Office that took over, code"),
    "geometry": Label("EPSG:25833", "Kontorets område", "The office's area"),
    # Cohort and panel.
    "office": Label("", "NAV-kontor, siste kode", "NAV office, final code"),
    "office_residents": Label("persons", "Innbyggere i kontorets område", "Residents of the office's area"),
    "age_years": Label("years", "Alder ved tilfellets start", "Age at the start of the spell"),
    "is_woman": Label("", "Kvinne", "Woman"),
    "is_married": Label("", "Gift eller registrert partner", "Married or registered partner"),
    "is_foreign_born": Label("", "Født utenfor Norge", "Born outside Norway"),
    "is_part_time": Label("", "Deltidsstilling", "Part-time"),
    "is_public_sector": Label("", "Offentlig sektor", "Public sector"),
    "is_aap_recipient": Label(
        "",
        "Mottar arbeidsavklaringspenger (AAP) ved tilfellets start",
        "Receives work assessment allowance (AAP) at the start of the spell",
    ),
    "meeting": Label("", "Dialogmøte 2 avholdt", "Dialogue meeting 2 held"),
    "panel.meeting": Label("percentage points", "Dialogmøte 2 avholdt", "Dialogue meeting 2 held"),
    "meeting_day": Label("day of the spell", "Dag i tilfellet da møtet ble holdt", "Day of the spell of the meeting"),
    "duration": Label("days", "Varighet, høyst 365 dager", "Duration, at most 365 days"),
    "total_duration": Label(
        "days", "Samlet sykefravær i løpet av 365 dager", "Total days on sick leave within 365 days"
    ),
    "exhausted": Label("", "Sykepengerettigheten er brukt opp", "Sick-pay right exhausted"),
    "panel.exhausted": Label("percentage points", "Sykepengerettigheten er brukt opp", "Sick-pay right exhausted"),
    "aap_transition": Label(
        "", "Overgang til arbeidsavklaringspenger (AAP)", "Transition to work assessment allowance (AAP)"
    ),
    "panel.aap_transition": Label(
        "percentage points",
        "Overgang til arbeidsavklaringspenger (AAP)",
        "Transition to work assessment allowance (AAP)",
    ),
    "is_asked": Label("", "Er blitt spurt om møtebehov", "Was asked about the meeting need"),
    "asked_date": Label("date", "Dato for spørsmålet om møtebehov", "Date of the question about the meeting need"),
    "answer": Label("", "Svar om møtebehov", "Answer about the meeting need"),
    "has_employee_need": Label("", "Arbeidstakeren har behov for møte", "The employee has a need for a meeting"),
    "has_employer_need": Label("", "Arbeidsgiveren har behov for møte", "The employer has a need for a meeting"),
    "employee_answer_date": Label("date", "Dato for arbeidstakerens svar", "Date of the employee's answer"),
    "employer_answer_date": Label("date", "Dato for arbeidsgiverens svar", "Date of the employer's answer"),
    "step": Label("", "Trinn i avgrensningen av utvalget", "Step of the cohort's definition"),
    "outcome": Label("", "Utfall", "Outcome"),
    "calendar_month": Label(
        "month (1 to 12)", "Kalendermåned for tilfellets start", "Calendar month of the start of the spell"
    ),
    "season_effect": Label("unit of the outcome", "Sesongeffekt", "Season effect"),
    "n": Label("spells", "Antall tilfeller", "Number of spells"),
    "start_month": Label("date (first of the month)", "Måned da tilfellet startet", "Month in which the spell started"),
    "period": Label("", "Periode", "Period"),
    "trend_years": Label("years since January 2017", "Tid", "Time"),
    "is_trondelag": Label("", "Kontor i Trøndelag", "Office in Trøndelag"),
    "meeting_adjusted": Label(
        "percentage points", "Dialogmøte 2 avholdt, sesongjustert", "Dialogue meeting 2 held, seasonally adjusted"
    ),
    "duration_adjusted": Label("days", "Varighet, sesongjustert", "Duration, seasonally adjusted"),
    "total_duration_adjusted": Label(
        "days", "Samlet sykefravær, sesongjustert", "Total days on sick leave, seasonally adjusted"
    ),
    "lost_workdays_adjusted": Label("workdays", "Tapte dagsverk, sesongjustert", "Lost workdays, seasonally adjusted"),
    "exhausted_adjusted": Label(
        "percentage points",
        "Sykepengerettigheten er brukt opp, sesongjustert",
        "Sick-pay right exhausted, seasonally adjusted",
    ),
    "aap_transition_adjusted": Label(
        "percentage points",
        "Overgang til arbeidsavklaringspenger (AAP), sesongjustert",
        "Transition to work assessment allowance (AAP), seasonally adjusted",
    ),
    # Estimates.
    "control_group": Label("", "Kontrollgruppe", "Control group"),
    "group_trends": Label(
        "", "Egne trender for pilot- og kontrollkontor", "Separate trends for pilot and control offices"
    ),
    "term": Label("", "Ledd i regresjonen", "Term of the regression"),
    "estimate": Label("unit of the outcome", "Estimat", "Estimate"),
    "std_error": Label("unit of the estimate", "Standardfeil", "Standard error"),
    "ci_low": Label(
        "unit of the estimate",
        "Nedre grense i 95 prosent konfidensintervall",
        "Lower limit of the 95 percent confidence interval",
    ),
    "ci_high": Label(
        "unit of the estimate",
        "Øvre grense i 95 prosent konfidensintervall",
        "Upper limit of the 95 percent confidence interval",
    ),
    "case_agreement.ci_low": Label(
        "", "Nedre grense i 95 prosent bootstrapintervall", "Lower limit of the 95 percent bootstrap interval"
    ),
    "case_agreement.ci_high": Label(
        "", "Øvre grense i 95 prosent bootstrapintervall", "Upper limit of the 95 percent bootstrap interval"
    ),
    "p_value": Label("", "p-verdi", "p-value"),
    "control_mean": Label(
        "unit of the outcome", "Gjennomsnitt i kontrollgruppen, periode 0", "Mean of the control group, period 0"
    ),
    "n_persons": Label("persons", "Antall personer", "Number of persons"),
    "n_offices": Label("offices", "Antall kontor", "Number of offices"),
    "n_pilot_offices": Label("offices", "Antall pilotkontor", "Number of pilot offices"),
    "planted": Label("unit of the outcome", "Innlagt effekt", "Planted effect"),
    "n_pilot": Label("spells", "Antall tilfeller ved pilotkontor", "Number of spells at pilot offices"),
    "n_control": Label("spells", "Antall tilfeller ved kontrollkontor", "Number of spells at control offices"),
    "is_within_interval": Label(
        "", "Innlagt effekt ligger i konfidensintervallet", "Planted effect lies within the confidence interval"
    ),
    # Input.
    "extract": Label("", "Datauttrekk", "Extract"),
    "column": Label("", "Kolonne", "Column"),
    "rule": Label("", "Regel", "Rule"),
    "rows": Label("rows", "Antall rader", "Number of rows"),
    "message": Label("", "Melding", "Message"),
    "failed_rows": Label("", "Fil med radene som bryter regelen", "File with the rows that break the rule"),
    "first_date": Label("date", "Første dato", "First date"),
    "last_date": Label("date", "Siste dato", "Last date"),
    "date_column": Label("", "Datokolonne (registerets navn)", "Date column (the register's name)"),
    "unmatched_rows": Label("rows", "Antall rader uten treff", "Number of unmatched rows"),
    "unmatched_meaning": Label("", "Hva rader uten treff er", "What unmatched rows are"),
    "ignored_columns": Label("", "Kolonner som ikke brukes", "Ignored columns"),
    "rows_left": Label("rows", "Rader igjen", "Rows left"),
    "spells_left": Label("spells", "Tilfeller igjen", "Spells left"),
    "persons_left": Label("persons", "Personer igjen", "Persons left"),
    "rows_removed": Label("rows", "Rader tatt ut", "Rows removed"),
    "spells_removed": Label("spells", "Tilfeller tatt ut", "Spells removed"),
    # Exhibits.
    "row": Label("", "Rad", "Row"),
    "pilot": Label("unit of the row", "Pilotkontor", "Pilot offices"),
    "control_national": Label("unit of the row", "Kontrollkontor, hele landet", "Control offices, whole country"),
    "control_trondelag": Label("unit of the row", "Kontrollkontor, Trøndelag", "Control offices, Trøndelag"),
    "month": Label("date (first of the month)", "Måned da tilfellet startet", "Month in which the spell started"),
    "meeting_share_pct": Label(
        "percent", "Andel tilfeller med dialogmøte 2", "Share of spells with dialogue meeting 2"
    ),
    "group": Label("", "Gruppe", "Group"),
    "regression_cells.measure": Label("", "Hva som telles", "What is counted"),
    "kind": Label("", "Inndeling av tilfellene", "What the spells are grouped by"),
    "p_equal": Label(
        "", "p-verdi for at gruppene i inndelingen har samme effekt", "p-value of one effect for all groups of the kind"
    ),
    "p_equal_holm": Label("", "Samme p-verdi, korrigert etter Holm", "The same p-value, corrected as Holm does"),
    "n_treated": Label(
        "spells", "Antall tilfeller ved pilotkontor i periode 2", "Number of spells at pilot offices in period 2"
    ),
    "place": Label("", "Uke, måned eller startmåned (0: ingen)", "Week, month or start month (0: none)"),
    "used_share_pct": Label(
        "percent",
        "Andel der arbeidstaker eller arbeidsgiver brukte tjenesten",
        "Share where employee or employer used the service",
    ),
    "moment": Label("", "Størrelse", "Moment"),
    "unit": Label("", "Enhet", "Unit"),
    "where": Label("", "Hvor den er publisert", "Where it is published"),
    "published": Label("", "Publisert verdi", "Published value"),
    "simulated": Label("", "Verdi i det syntetiske registeret", "Value in the synthetic register"),
    "difference": Label("", "Avvik", "Difference"),
    "is_target": Label("", "Simulatoren er innrettet etter størrelsen", "The simulator aims at the moment"),
    "exhibit": Label("", "Figur eller tabell", "Exhibit"),
    "row_key": Label("", "Nøkkel for raden", "Key of the row"),
    "reproduced": Label("", "Reprodusert verdi", "Reproduced value"),
    "difference_in_se": Label("standard errors", "Avvik i antall standardfeil", "Difference in standard errors"),
    "se_source": Label("", "Kilde for standardfeilen", "Source of the standard error"),
    "status": Label("", "Status", "Status"),
    "origin": Label("", "Opphav (innlagt eller avledet)", "Origin (planted or emergent)"),
    "claim": Label("", "Utsagn i teksten", "Statement in the text"),
    "claim_values.std_error": Label("unit of the value", "Standardfeil", "Standard error"),
    "std_dev": Label("unit of the moment", "Standardavvik", "Standard deviation"),
    # Exhibits of the article: offices, weeks, answers, windows.
    "months_on_leave": Label("months", "Kalendermåneder i tilfellet (høyst tolv)", "Calendar months of the spell"),
    "name": Label("", "NAV-kontor, navn", "NAV office, name"),
    "figure_1.pilot": Label("", "Pilotkontor", "Pilot office"),
    "n_spells": Label("spells", "Antall tilfeller", "Number of spells"),
    "figure_1_merged.county": Label("", "Fylke (rest: øvrige fylker)", "County (rest: other counties)"),
    "figure_1_merged.n_offices": Label(
        "offices", "Antall kontor med skjult antall", "Number of offices with a hidden number"
    ),
    "figure_1_merged.n_spells": Label("spells", "Antall tilfeller til sammen", "Number of spells together"),
    "ring": Label("", "Ring i kontorets område", "Ring of the office's area"),
    "corner": Label("", "Hjørne i ringen", "Corner of the ring"),
    "is_hole": Label("", "Ringen er et hull i området", "The ring is a hole in the area"),
    "easting_m": Label("m (EPSG:25833)", "Øst", "Easting"),
    "northing_m": Label("m (EPSG:25833)", "Nord", "Northing"),
    "week": Label("week of the spell", "Fullført uke i tilfellet", "Completed week of the spell"),
    "share_pct": Label("percent", "Andel", "Share"),
    "figure_v1.n": Label("answers", "Antall svar i uken", "Answers in the week"),
    "mean": Label("days", "Sesongjustert gjennomsnitt", "Season-adjusted mean"),
    "duration_mean_days": Label("days", "Gjennomsnittlig varighet", "Mean duration"),
    "duration_p25_days": Label("days", "Varighet, nedre kvartil", "Duration, lower quartile"),
    "duration_p50_days": Label("days", "Varighet, median", "Duration, median"),
    "duration_p75_days": Label("days", "Varighet, øvre kvartil", "Duration, upper quartile"),
    "before_nov17_mar18": Label("unit of the row", "Start november 2017–mars 2018", "Starts November 2017–March 2018"),
    "after_nov18_mar19": Label("unit of the row", "Start november 2018–mars 2019", "Starts November 2018–March 2019"),
    "before_mar_sep18": Label("unit of the row", "Start mars–september 2018", "Starts March–September 2018"),
    "after_mar_sep19": Label("unit of the row", "Start mars–september 2019", "Starts March–September 2019"),
    "employee_answer": Label("", "Arbeidstakers svar", "Employee's answer"),
    "employer_answer": Label("", "Arbeidsgivers svar", "Employer's answer"),
    "window": Label("", "Vindu av startdatoer", "Window of starts"),
    "meetings": Label("spells", "Tilfeller med avholdt møte", "Spells with a meeting held"),
    "spells_per_year": Label("spells a year", "Tilfeller per år", "Spells a year"),
    "meetings_per_year": Label("meetings a year", "Møter per år, sesongjustert", "Meetings a year, season-adjusted"),
    "fall_pct_points": Label("percentage points", "Fall fra første vindu", "Fall since the first window"),
    "fall_per_year": Label("meetings a year", "Fall i møter per år", "Fall in meetings a year"),
    "reason": Label("", "Årsak til at tilfellet er tatt ut", "Reason for exclusion"),
    "year": Label("year", "År da vinduet åpner", "Year in which the window opens"),
    "at_risk": Label("spells", "Tilfeller under risiko", "Spells at risk"),
    "events": Label("spells", "Hendelser", "Events"),
    "hazard_pct": Label("percent a week", "Hasard", "Hazard"),
    "hazard_before_pct": Label("percent a week", "Hasard i de to tidligere årene", "Hazard in the two earlier years"),
    "first_week": Label("week of the spell", "Første uke", "First week"),
    "last_week": Label("week of the spell", "Siste uke", "Last week"),
    "hazard_contrasts.difference": Label(
        "percentage points", "Forskjell til de to tidligere årene", "Difference to the two earlier years"
    ),
    "contrast": Label("", "Sammenligning av perioder", "Contrast of periods"),
    "controls": Label("", "Med kontrollvariabler", "With controls"),
    "trend_difference_per_year": Label("unit of the outcome a year", "Forskjell i trend", "Difference in trend"),
    "control_level": Label("percent", "Nivå ved kontrollkontorene", "Level at the control offices"),
    "pilot_level": Label("percent", "Nivå ved pilotkontorene", "Level at the pilot offices"),
    "sample": Label("", "Utvalg", "Sample"),
    "figure_10.month": Label("month of the spell", "Kalendermåned i tilfellet", "Calendar month of the spell"),
    "figure_v5.month": Label("month of the spell", "Kalendermåned i tilfellet", "Calendar month of the spell"),
    "method": Label("", "Metode", "Method"),
    "table_4_std_error": Label("unit of the outcome", "Standardfeil i tabell 4", "Standard error in table 4"),
    "degrees_of_freedom": Label("", "Frihetsgrader", "Degrees of freedom"),
    "n_clusters": Label("offices", "Antall kontor", "Number of offices"),
    "n_treated_clusters": Label("offices", "Antall pilotkontor", "Number of pilot offices"),
    # The Monte Carlo of the design.
    "monte_carlo.truth": Label("", "Sannhet", "Truth"),
    "interval_coverage.truth": Label("", "Sannhet", "Truth"),
    "true_effect": Label("unit of the outcome", "Sann effekt", "True effect"),
    "monte_carlo.draws": Label("", "Simulerte registre", "Simulated registers"),
    "interval_coverage.draws": Label("", "Simulerte registre", "Simulated registers"),
    "covering": Label("", "Intervaller som dekker", "Intervals that cover"),
    "rejecting": Label("", "Tester som forkaster null", "Tests that reject zero"),
    "answering": Label("", "Simulerte registre med p-verdi", "Simulated registers with a p-value"),
    "unbounded": Label("", "Intervaller uten ende", "Intervals without an end"),
    "with_std_error": Label("", "Simulerte registre med standardfeil", "Simulated registers with a standard error"),
    "error_sum": Label("billionths", "Sum av feil", "Sum of errors"),
    "squared_error_sum": Label("billionths", "Sum av kvadrerte feil", "Sum of squared errors"),
    "std_error_sum": Label("billionths", "Sum av standardfeil", "Sum of standard errors"),
    "widths": Label("unit of the outcome", "Intervallenes bredder", "Widths of the intervals"),
    "bias_error": Label("unit of the outcome", "Simuleringsfeil i skjevheten", "Simulation error of the bias"),
    "interval_coverage.std_dev": Label(
        "unit of the outcome", "Estimatets standardavvik", "Standard deviation of the estimate"
    ),
    "mean_std_error": Label("unit of the outcome", "Gjennomsnittlig standardfeil", "Mean standard error"),
    "coverage": Label("share", "Dekning", "Coverage"),
    "coverage_error": Label("share", "Simuleringsfeil i dekningen", "Simulation error of the coverage"),
    "rejection": Label("share", "Forkaster null", "Rejects zero"),
    "median_width": Label("unit of the outcome", "Median bredde", "Median width"),
    "inference.draws": Label("", "Antall trekninger", "Number of draws"),
    "inference_panel.draws": Label("", "Antall trekninger", "Number of draws"),
    "grid_place": Label("", "Plass i rekken av m", "Place in the grid of m"),
    "m": Label(
        "ratio, or unit of the outcome a block of months",
        "Hvor langt fra parallelle trendene får være",
        "How far from parallel the trends may be",
    ),
    "parallel_low": Label(
        "unit of the outcome", "Nedre grense med parallelle trender (95 %)", "Lower limit under parallel trends (95%)"
    ),
    "parallel_high": Label(
        "unit of the outcome", "Øvre grense med parallelle trender (95 %)", "Upper limit under parallel trends (95%)"
    ),
    "breakdown": Label("as m", "Minste m som slipper inn null", "Smallest m that lets zero in"),
    "largest_before": Label("as m", "Største avvik før tjenesten", "Largest departure before the service"),
    "spacing": Label("", "Blokker av måneder eller enkeltmåneder", "Blocks of months, or single months"),
    "statistic": Label("", "Testobservator", "Test statistic"),
    "n_coefficients": Label("", "Antall koeffisienter i testen", "Number of coefficients in the test"),
    "few_degrees_of_freedom": Label(
        "", "Frihetsgrader ut fra antall pilotkontor", "Degrees of freedom from the number of pilot offices"
    ),
    "few_p_value": Label("", "p-verdi ut fra antall pilotkontor", "p-value from the number of pilot offices"),
    "pretest": Label("", "Test av tiden før tjenesten", "Test of the time before the service"),
    "power_pct": Label("percent", "Teststyrke", "Power of the test"),
    "slope_per_year": Label(
        "unit of the outcome a year",
        "Forskjell i trend som testen oppdager med denne styrken",
        "Difference in trend that the test sees with this power",
    ),
    "bias": Label("unit of the outcome", "Skjevhet i estimatet", "Bias of the estimate"),
    "bias_if_passed": Label(
        "unit of the outcome", "Skjevhet når testen ikke slår ut", "Bias where the test sees nothing"
    ),
    "coverage_pct": Label("percent", "Intervallets dekning", "Coverage of the interval"),
    "coverage_if_passed_pct": Label(
        "percent",
        "Intervallets dekning når testen ikke slår ut",
        "Coverage of the interval where the test sees nothing",
    ),
    "specification": Label("", "Spesifikasjon", "Specification"),
    "terms": Label("", "Antall koeffisienter", "Number of coefficients"),
    "largest_difference_in_se": Label("standard errors", "Største forskjell i estimat", "Largest difference"),
    "largest_std_error_ratio_error": Label(
        "share", "Største relative forskjell i standardfeil", "Largest relative difference of a standard error"
    ),
    "is_same_identification": Label("", "Samme koeffisienter er identifisert", "The same coefficients are identified"),
    "agrees": Label("", "Beregningene er like", "The computations agree"),
    # The interview study.
    "case_worker": Label("", "Saksbehandler", "Case worker"),
    "case_1": Label("", "Vurdering i case 1", "Judgement in case 1"),
    "case_2": Label("", "Vurdering i case 2", "Judgement in case 2"),
    "case_3": Label("", "Vurdering i case 3", "Judgement in case 3"),
    "case_4": Label("", "Vurdering i case 4", "Judgement in case 4"),
    "case_5": Label("", "Vurdering i case 5", "Judgement in case 5"),
    "case_6": Label("", "Vurdering i case 6", "Judgement in case 6"),
    "summoned": Label("case workers", "Innkaller til møte", "Summoned"),
    "exempted": Label("case workers", "Gjør unntak", "Exempted"),
    "unclear": Label("case workers", "Uklart", "Unclear"),
    "case_table_8_7.summoned": Label("cases", "Innkaller til møte", "Summoned"),
    "case_table_8_7.exempted": Label("cases", "Gjør unntak", "Exempted"),
    "case_table_8_7.unclear": Label("cases", "Uklart", "Unclear"),
    "case": Label("", "Case", "Case"),
    "published_summoned": Label("case workers", "Innkaller til møte, publisert", "Summoned, published"),
    "published_exempted": Label("case workers", "Gjør unntak, publisert", "Exempted, published"),
    "published_unclear": Label("case workers", "Uklart, publisert", "Unclear, published"),
    "measure": Label("", "Mål", "Measure"),
    "value": Label("", "Verdi", "Value"),
    "n_case_workers": Label("case workers", "Antall saksbehandlere", "Number of case workers"),
    "n_cases": Label("cases", "Antall caser", "Number of cases"),
    "case_offices_3_1.office": Label("", "Kontor i intervjustudien (nummer)", "Office of the interview study (number)"),
    "size": Label("", "Kontorets størrelse", "Size of the office"),
    "meeting_change_2017_2021_pct": Label(
        "percent",
        "Endring i antall dialogmøter 2 fra januar–juli 2017 til januar–juli 2021",
        "Change in dialogue meetings 2 from January–July 2017 to January–July 2021",
    ),
    "candidates_per_month": Label(
        "candidates a month", "Kandidater til dialogmøte 2 per måned", "Candidates for dialogue meeting 2 per month"
    ),
    "meeting_share_by_week_26": Label(
        "share", "Andel med dialogmøte 2 innen uke 26", "Share with dialogue meeting 2 by week 26"
    ),
    "rank": Label("", "Rang (høyest andel er 1)", "Rank (highest share is 1)"),
    "variable_a": Label("", "Den ene variabelen", "One variable"),
    "variable_b": Label("", "Den andre variabelen", "The other variable"),
    "spearman": Label("", "Spearmans rangkorrelasjon", "Spearman's rank correlation"),
    "case_offices_correlations.n": Label("offices", "Antall kontor", "Number of offices"),
    "excluded_spells.step": Label("", "Trinnet der tilfellet ble tatt ut", "Step at which the spell left"),
    "exclusions.step": Label("", "Trinnet der tilfellet ble tatt ut", "Step at which the spell left"),
} | {
    f"grade_month_{month}": Label("percent", f"Grad i måned {month} av tilfellet", f"Grade in spell month {month}")
    for month in range(1, 13)
}

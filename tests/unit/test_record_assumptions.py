"""The marks of assumptions: found in comments alone, placed without line numbers, and told in both languages."""

import io
import tokenize
from pathlib import Path

import pytest

from dialogmote.present.assumptions import assumption_blocks, described_assumptions
from dialogmote.present.blocks import FoldedList, Paragraphs
from dialogmote.present.texts import Catalogue, TextError, load_catalogue
from dialogmote.record.assumptions import WORD, _python_comments, collect_assumptions, places_by_id

ROOT = Path(__file__).parents[2]
PATTERNS = ("config.yaml", "scripts/*.py", "workflow/**/*.smk", "workflow/**/*.py", "dialogmote/**/*.py")
MARK = f"# {WORD}"


def marks_of(source, path="module.py"):
    return [(found.id, found.place, found.text) for found in collect_assumptions({path: source})]


def catalogue(language, is_synthetic=True):
    return load_catalogue(sorted((ROOT / "resources/texts" / language).glob("*.yaml")), language, is_synthetic)


def own_places():
    paths = [path for pattern in PATTERNS for path in sorted(ROOT.glob(pattern))]
    return places_by_id(collect_assumptions({path.relative_to(ROOT).as_posix(): path.read_text() for path in paths}))


def test_mark_above_a_name_stands_at_that_name():
    assert marks_of(f"{MARK} july: July is ours.\nPERIODS = (0, 1)\n") == [("july", "PERIODS", "July is ours.")]


def test_comment_lines_below_belong_to_the_mark():
    source = f"{MARK} july: July is\n# ours.\n\n# Something else.\nPERIODS = 1\n"
    assert marks_of(source) == [("july", "PERIODS", "July is ours.")]


def test_two_marks_below_each_other_are_two():
    source = f"{MARK} one: First.\n{MARK} two: Second.\nA: int = 1\n"
    assert marks_of(source) == [("one", "A", "First."), ("two", "A", "Second.")]


def test_mark_in_a_function_stands_in_the_function():
    source = f"def count():\n    {MARK} whole: All count.\n    x = 1\n    return x\n"
    assert marks_of(source) == [("whole", "count", "All count.")]


def test_mark_in_a_method_or_field_names_the_class_too():
    field = f"class Window:\n    {MARK} first: The first.\n    start: int = 1\n\n"
    source = field + f"    def last(self):\n        {MARK} last: The last.\n        return 1\n"
    assert [place for _, place, _ in marks_of(source)] == ["Window.start", "Window.last"]


def test_mark_behind_code_is_one_line():
    source = f"A = 1  {MARK} small: One is enough.\n# More.\n"
    assert marks_of(source) == [("small", "A", "One is enough.")]


def test_mark_in_a_string_does_not_count():
    assert marks_of(f'TEXT = """\n{MARK} july: July is ours.\n"""\n') == []


def test_mark_without_an_id_is_refused_with_its_place():
    with pytest.raises(ValueError, match=r"module\.py, line 2: a mark is written"):
        marks_of(f"A = 1\n{MARK}: something\n")


def test_mark_inside_a_comment_is_refused():
    with pytest.raises(ValueError, match=r"module\.py, line 1: .* stands inside a comment"):
        marks_of(f"# Periods; {WORD} july: ours.\nA = 1\n")


def test_mark_in_yaml_stands_at_its_key():
    source = f'study:\n  {MARK} ours: "#" is ours.\n  sign: "# {WORD} not"\nlast: 1  {MARK} end: The end.\n'
    assert marks_of(source, "config.yaml") == [("ours", "study.sign", '"#" is ours.'), ("end", "last", "The end.")]


def test_mark_above_an_entry_of_a_yaml_list_stands_at_the_list():
    source = f"periods:\n  - {{period: 0}}\n  {MARK} july: July is ours.\n  - {{period: 1}}\n"
    assert [place for _, place, _ in marks_of(source, "config.yaml")] == ["periods"]


def test_mark_in_a_workflow_file_stands_in_its_rule():
    source = f"rule build_cohort:\n    output:\n        {MARK} ours: Our choice.\n        'a',\n"
    assert [place for _, place, _ in marks_of(source, "cohort.smk")] == ["build_cohort"]


def test_moved_line_moves_no_place():
    source = f"{MARK} july: July is ours.\nPERIODS = 1\n"
    places = [places_by_id(collect_assumptions({"module.py": text})) for text in (source, "\n\n" + source)]
    assert places[0] == places[1] == {"july": ["module.py: PERIODS"]}


def test_assumption_made_in_two_places_names_both():
    places = places_by_id(
        collect_assumptions({"b.py": f"{MARK} july: Ours.\nB = 1\n", "a.py": f"{MARK} july: Ours.\nA = 1\n"})
    )
    assert places == {"july": ["a.py: A", "b.py: B"]}


def test_every_place_of_the_code_is_named():
    assert [places for places in own_places().values() if any(": " not in place for place in places)] == []


@pytest.mark.parametrize("language", ["en", "nb"])
def test_marks_and_texts_are_the_same(language):
    described = [id_ for ids in described_assumptions(catalogue(language)).values() for id_ in ids]
    assert sorted(described) == sorted(own_places())
    assert len(described) == len(set(described))


@pytest.mark.parametrize("language", ["en", "nb"])
def test_appendix_lists_every_assumption_once_with_its_place(language):
    places = own_places()
    blocks = assumption_blocks(places, catalogue(language))
    items = [item for block in blocks if isinstance(block, FoldedList) for item in block.items]
    assert len(items) == len(places)
    assert sum("estimate/levels.py: LEVEL_WINDOWS" in item for item in items) == 1


def test_appendix_on_real_extracts_leaves_the_simulator_out():
    blocks = assumption_blocks(own_places(), catalogue("en", is_synthetic=False))
    assert not any("registers/simulate" in item for block in blocks[1:] for item in block.items)
    assert isinstance(blocks[0], Paragraphs)


def test_assumption_without_a_text_is_refused():
    with pytest.raises(TextError, match="new_choice"):
        assumption_blocks({"new_choice": ["module.py: A"]}, catalogue("en"))


def test_nothing_is_told_without_marks():
    assert assumption_blocks({}, Catalogue("en", {}, is_synthetic=True)) == ()


TRICKY = [
    "a = '# no'  # yes\n",
    "b = \"it's # no\" # yes\n# and 'this\n",
    'c = """no\n# no "here" \'\'\' \\""" # no\n"""  # yes\n',
    "d = r'\\' # yes\n",
    "e = 'a\\\n# no'\n# yes\n",
    "f = f\"{g['#']}\"  ## yes\n\n    # yes\n",
]


def test_comments_are_those_of_pythons_own_tokens():
    paths = [path for pattern in ("**/*.py", "**/*.smk") for path in sorted(ROOT.glob(pattern))]
    sources = [path.read_text() for path in paths if not path.relative_to(ROOT).parts[0].startswith(".")]
    assert len(sources) > 300
    for source in TRICKY + sources:
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        comments = [(*token.start, token.string) for token in tokens if token.type == tokenize.COMMENT]
        found = [(comment.line, comment.column, comment.text) for comment in _python_comments(source)]
        assert found == [(line, column, text.lstrip("#").strip()) for line, column, text in comments]

"""The digest of the code a script runs."""

import ast
from pathlib import Path

from dialogmote.digests import CodeReader, _imported_names

ROOT = Path(__file__).parents[2]


def digest_code(root, files):
    return CodeReader(root).digest(files)


def make_library(root):
    files = {
        "dialogmote/__init__.py": "",
        "dialogmote/a/__init__.py": "",
        "dialogmote/a/one.py": "from dialogmote.b.two import f\n",
        "dialogmote/b/__init__.py": "",
        "dialogmote/b/two.py": "def f(): pass\n",
        "dialogmote/b/three.py": "def g(): pass\n",
        "scripts/job.py": "import polars\nfrom dialogmote.a import one\n",
        "scripts/other.py": "from dialogmote.b.three import g\n",
        "layout.j2": "x",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def change(root, name):
    (root / name).write_text((root / name).read_text() + "# changed\n")


def test_module_imported_through_another_changes_the_digest(tmp_path):
    root = make_library(tmp_path)
    before = digest_code(root, ["scripts/job.py"])
    change(root, "dialogmote/b/two.py")
    assert digest_code(root, ["scripts/job.py"]) != before


def test_module_that_is_not_imported_leaves_the_digest(tmp_path):
    root = make_library(tmp_path)
    before = digest_code(root, ["scripts/job.py"])
    change(root, "dialogmote/b/three.py")
    assert digest_code(root, ["scripts/job.py"]) == before
    assert digest_code(root, ["scripts/other.py"]) != digest_code(root, ["scripts/job.py"])


def test_package_of_an_imported_module_counts(tmp_path):
    root = make_library(tmp_path)
    before = digest_code(root, ["scripts/other.py"])
    change(root, "dialogmote/b/__init__.py")
    assert digest_code(root, ["scripts/other.py"]) != before


def test_file_named_beside_the_script_counts(tmp_path):
    root = make_library(tmp_path)
    before = digest_code(root, ["scripts/other.py", "layout.j2"])
    change(root, "layout.j2")
    assert digest_code(root, ["scripts/other.py", "layout.j2"]) != before


def test_imports_inside_functions_count(tmp_path):
    root = make_library(tmp_path)
    (root / "scripts/late.py").write_text("def main():\n    from dialogmote.b import two\n")
    before = digest_code(root, ["scripts/late.py"])
    change(root, "dialogmote/b/two.py")
    assert digest_code(root, ["scripts/late.py"]) != before


def test_reader_that_has_read_gives_what_a_new_one_gives(tmp_path):
    root = make_library(tmp_path)
    reader = CodeReader(root)
    digests = [reader.digest([script]) for script in ("scripts/job.py", "scripts/other.py", "scripts/job.py")]
    assert digests == [
        digest_code(root, [script]) for script in ("scripts/job.py", "scripts/other.py", "scripts/job.py")
    ]


def test_quick_reading_of_imports_finds_what_the_parser_finds():
    for path in sorted([*(ROOT / "dialogmote").rglob("*.py"), *(ROOT / "scripts").glob("*.py")]):
        source = path.read_bytes()
        parsed = {
            name
            for node in ast.walk(ast.parse(source))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if name.split(".")[0] == "dialogmote"
        }
        assert parsed <= _imported_names(source), path

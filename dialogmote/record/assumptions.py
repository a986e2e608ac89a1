"""The assumptions of the study, collected from the marks that stand in code and configuration where they are made.

A mark is a comment that reads `ASSUME <id>: text`; comment lines right below it in the same column belong to it. The
id is what the texts of the report's appendix know it by. A line may move without anything changing: a mark is placed by
its file and by the function, class or name it stands in or just above.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

WORD = "ASSUME"
MARK = re.compile(rf"{WORD} (?P<id>[a-z][a-z0-9_]*): (?P<text>\S.*)")
# A rule or function of a workflow file, or a name that is assigned at its left margin.
WORKFLOW_NAME = re.compile(r"(?:rule|checkpoint|def) (\w+)|([A-Za-z_]\w*)\s*=")

# Strings and comments, in the order in which they stand: what a comment's sign can be inside of. A fraction of the time
# of the standard library's tokens, which the tests hold beside it.
STRING_OR_COMMENT = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""", re.DOTALL
)


@dataclass(frozen=True)
class Comment:
    """One comment: its line (from 1), its column, its text without the sign, and whether code stands before it."""

    line: int
    column: int
    text: str
    is_trailing: bool


@dataclass(frozen=True)
class Assumption:
    """One mark: its id, the file, what it stands in (empty at the top of a file), and its text on one line."""

    id: str
    file: str
    place: str
    text: str


def collect_assumptions(sources: Mapping[str, str]) -> tuple[Assumption, ...]:
    """The marks of many files (text by path), in the order of the paths and of the lines.

    Python is read by its tokens, so that a string never counts; `.yaml` and workflow files by their comments too.
    Raises `ValueError` for a mark without an id or a text, and names its file and line.
    """
    return tuple(found for path in sorted(sources) for found in _collect_from(path, sources[path]))


def places_by_id(assumptions: Iterable[Assumption]) -> dict[str, list[str]]:
    """Where each assumption stands (`file: name`), by id; ids and places sorted, no line numbers."""
    places: dict[str, set[str]] = {}
    for found in assumptions:
        where = f"{found.file}: {found.place}" if found.place else found.file
        places.setdefault(found.id, set()).add(where)
    return {id_: sorted(places[id_]) for id_ in sorted(places)}


def _collect_from(path: str, source: str) -> Iterator[Assumption]:
    if WORD not in source:
        return
    is_yaml = PurePosixPath(path).suffix in (".yaml", ".yml")
    comments = list(_yaml_comments(source) if is_yaml else _python_comments(source))
    for number, comment in enumerate(comments):
        if not re.match(rf"{WORD}\b", comment.text):
            if re.search(rf"\b{WORD}\b", comment.text):
                raise ValueError(
                    f"{path}, line {comment.line}: {WORD} stands inside a comment; begin the comment with it"
                )
            continue
        text = _join(comments[number:])
        mark = MARK.fullmatch(text)
        if mark is None:
            raise ValueError(f"{path}, line {comment.line}: a mark is written '{WORD} <id>: text'")
        yield Assumption(mark["id"], path, _place(path, source, comment), mark["text"])


def _join(comments: list[Comment]) -> str:
    """The text of a mark with the comment lines that continue it."""
    first = comments[0]
    texts = [first.text]
    for distance, comment in enumerate(comments[1:], 1):
        goes_on = comment.line == first.line + distance and comment.column == first.column
        if first.is_trailing or comment.is_trailing or not goes_on or not comment.text or comment.text.startswith(WORD):
            break
        texts.append(comment.text)
    return " ".join(texts)


def _python_comments(source: str) -> Iterator[Comment]:
    line, seen = 1, 0
    for found in STRING_OR_COMMENT.finditer(source):
        line, start = line + source.count("\n", seen, found.start()), found.start()
        seen = start
        if source[start] == "#":
            column = start - (source.rfind("\n", 0, start) + 1)
            before = source[start - column : start]
            yield Comment(line, column, found[0].lstrip("#").strip(), bool(before.strip()))


def _yaml_comments(source: str) -> Iterator[Comment]:
    """Comments of a YAML file without block scalars: a sign at the start or after a blank, outside quotes."""
    for number, line in enumerate(source.splitlines(), 1):
        column = _comment_column(line)
        if column is not None:
            yield Comment(number, column, line[column:].lstrip("#").strip(), bool(line[:column].strip()))


def _comment_column(line: str) -> int | None:
    quote = ""
    for column, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "#" and (column == 0 or line[column - 1].isspace()):
            return column
    return None


def _place(path: str, source: str, comment: Comment) -> str:
    suffix = PurePosixPath(path).suffix
    if suffix in (".yaml", ".yml"):
        return _yaml_place(source.splitlines(), comment)
    return _python_place(ast.parse(source), comment.line) if suffix == ".py" else _workflow_place(source, comment.line)


def _python_place(tree: ast.Module, line: int) -> str:
    """The function or class around a line, and the name that is assigned at the line or next below it."""
    names: list[str] = []
    body: list[ast.stmt] = tree.body
    while True:
        around = next((node for node in body if node.lineno <= line <= (node.end_lineno or node.lineno)), None)
        if not isinstance(around, ast.FunctionDef | ast.ClassDef):
            break
        names.append(around.name)
        body = around.body
        if isinstance(around, ast.FunctionDef):
            return ".".join(names)
    assigned = around or next((node for node in body if node.lineno > line), None)
    return ".".join([*names, *_names_of(assigned)])


def _names_of(node: ast.stmt | None) -> list[str]:
    """What a statement defines: a function, a class, or the first name it assigns."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)][:1]


def _workflow_place(source: str, line: int) -> str:
    """The rule, function or name at the left margin that a line of a workflow file stands in."""
    found = ""
    for text in source.splitlines()[:line]:
        match = WORKFLOW_NAME.match(text)
        found = (match[1] or match[2]) if match else found
    return found


def _yaml_place(lines: list[str], comment: Comment) -> str:
    """The dotted key a comment stands beside, or above; an entry of a list stands for the list's key."""
    number = comment.line - 1
    while not comment.is_trailing and number < len(lines) and (not lines[number].strip() or _is_comment(lines[number])):
        number += 1
    keys: list[tuple[int, str]] = []
    for line in lines[: number + 1]:
        match = re.match(r"( *)([\w.]+):(?:\s|$)", line)
        if match:
            keys = [(indent, key) for indent, key in keys if indent < len(match[1])] + [(len(match[1]), match[2])]
    return ".".join(key for _, key in keys)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")

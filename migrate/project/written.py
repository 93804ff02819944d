"""Files that a notebook writes when it runs: its ``%%writefile`` cells, each as the file that it makes.

Where a cell writes to may be put together from variables, which are read as far as they are plain texts.
"""

from __future__ import annotations

import ast
import posixpath
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from migrate.conversion import ConvertedFile, Document, FileKind, Options, Span, WrittenCell, WrittenFile
from migrate.ledger import Location
from migrate.project.notebook import NotebookDocument

_ABOVE = r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*[ \t]*"
_MAGIC = re.compile(
    _ABOVE + r"%%(?:writefile|file)(?P<options>(?:[ \t]+-\w+|[ \t]+--append)*)[ \t]+(?P<target>[^\r\n]+)(?:\r\n|\r|\n)"
)
_SHELL = re.compile(
    _ABOVE + r"(?:%%(?:bash|sh|cmd|!|script[ \t]+(?:ba)?sh\b)|%sh[ \t]*(?=[\r\n]))[^\r\n]*(?:\r\n|\r|\n)"
)
_VARIABLE = re.compile(r"\{(?P<braces>[^{}]+)\}|\$(?:\{(?P<both>\w+)\}|(?P<dollar>[A-Za-z_]\w*))")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class WrittenCode:
    """The Python file that cells of a notebook write, with a cell for each of them."""

    file: WrittenFile

    @property
    def path(self) -> str:
        return self.file.path

    @property
    def kind(self) -> FileKind:
        return FileKind.NOTEBOOK

    @cached_property
    def data(self) -> bytes:
        return self.file.text.encode("utf-8", "surrogatepass")

    @cached_property
    def cells(self) -> Mapping[int, str]:
        return {cell.index: cell.text for cell in self.file.cells}

    def render(self, cells: Mapping[int, str]) -> bytes:
        return "".join(cells.get(index, text) for index, text in self.cells.items()).encode("utf-8", "surrogatepass")


def written_by(document: Document) -> tuple[WrittenFile, ...]:
    """The files that a notebook writes, in its order; one for each time that it begins one anew."""
    if not isinstance(document, NotebookDocument):
        return ()
    found: list[WrittenFile] = []
    texts: dict[str, str] = {}
    for index in sorted({*document.code, *document.opaque}):
        if index not in document.opaque:
            texts |= _texts(document.cells[index], texts)
            continue
        source = document.opaque[index].source
        magic = _MAGIC.match(source)
        path = _path(document.path, magic["target"], texts) if magic is not None else None
        if magic is None or path is None:
            continue
        cell = WrittenCell(index, magic[0], source[magic.end() :])
        before = next((one for one in reversed(found) if one.path == path), None)
        if magic["options"].strip() and before is not None:
            found[found.index(before)] = replace(before, cells=(*before.cells, cell))
        else:
            found.append(WrittenFile(path, document.path, (cell,)))
    return tuple(found)


def with_written(options: Options, documents: Iterable[Document]) -> Options:
    """The options with the files that these notebooks write."""
    known = {file.notebook for file in options.written}
    added = [file for document in documents if document.path not in known for file in written_by(document)]
    return replace(options, written=(*options.written, *added)) if added else options


def sure(written: Iterable[WrittenFile]) -> dict[str, WrittenFile]:
    """The files that are written once only, so that it is known what is in them."""
    files = list(written)
    times = Counter(file.path for file in files)
    return {file.path: file for file in files if times[file.path] == 1}


def texts_of(result: ConvertedFile) -> Iterator[tuple[str, str, str]]:
    """The files that a notebook writes: path, text before and after."""
    for file in written_by(result.document):
        before = "".join(cell.text for cell in file.cells)
        after = "".join(body_of(result, cell) for cell in file.cells)
        yield file.path, before, after


def body_of(result: ConvertedFile, cell: WrittenCell) -> str:
    """What a cell of a converted notebook writes."""
    text = result.cells.get(cell.index)
    if text is None:
        return cell.text
    source = result.document.masks.unmask(text) if isinstance(result.document, NotebookDocument) else text
    magic = _MAGIC.match(source)
    return source[magic.end() if magic is not None else len(cell.head) :]


def rewritten(result: ConvertedFile) -> Iterator[tuple[str, str, str]]:
    """Those of them that have another text than before."""
    return (one for one in texts_of(result) if one[1] != one[2])


def lines_above(cell: WrittenCell) -> int:
    """The lines of a cell above the text that it writes."""
    return len(_LINE_END.findall(cell.head))


def shell_scripts(document: Document) -> Iterator[WrittenFile]:
    """The cells of a notebook that are shell scripts, each as a file of a name of its own."""
    for index, cell in document.opaque.items() if isinstance(document, NotebookDocument) else ():
        magic = _SHELL.match(cell.source)
        if magic is not None:
            path = f"{document.path}#{index}.sh"
            yield WrittenFile(path, document.path, (WrittenCell(index, magic[0], cell.source[magic.end() :]),))


def absorb(result: ConvertedFile, file: WrittenFile, part: ConvertedFile) -> None:
    """Put what became of a written file into the result for the notebook that writes it."""
    above = {cell.index: lines_above(cell) for cell in file.cells}
    first = file.cells[0].index

    def moved(place: Location) -> Location:
        cell = first if place.cell is None else place.cell
        return Location(result.document.path, place.line + above[cell], place.column, cell)

    def moved_span(span: Span) -> Span:
        cell = first if span.cell is None else span.cell
        (start, column), (end, last) = span.start, span.end
        return Span(cell, (start + above[cell], column), (end + above[cell], last))

    for cell in file.cells:
        text = part.cells.get(cell.index if cell.index in part.document.cells else 0)
        if text is not None and not part.error:
            whole = result.cells.get(cell.index, result.document.cells.get(cell.index))
            document = result.document
            if whole is not None and isinstance(document, NotebookDocument):
                result.cells[cell.index] = document.masks.put_body(whole, cell.text, text)
            else:
                result.cells[cell.index] = cell.head + text
    for use in part.ledger:
        place = moved(use.location)
        line = use.output_line and use.output_line + above[place.cell or 0]
        result.ledger.add(replace(use, location=place, output_line=line))
    result.ledger.uses.sort(key=lambda use: (use.location.cell or 0, use.location.line, use.location.column))
    result.new_files += [replace(new, source=moved(new.source)) for new in part.new_files]
    notebook = result.document.path
    result.pipelines += [
        replace(one, v1=moved(one.v1), v2_path=notebook, v2_line=one.v2_line + above[first], written=file.path)
        for one in part.pipelines
    ]
    result.pipelines_seen += [
        replace(seen, location=moved(seen.location), spans=tuple(map(moved_span, seen.spans)))
        for seen in part.pipelines_seen
    ]
    result.scripts_seen += [replace(seen, location=moved(seen.location)) for seen in part.scripts_seen]
    result.scripts = sorted({*result.scripts, *part.scripts})
    result.packages_of_jobs += part.packages_of_jobs
    result.secrets |= part.secrets
    result.broken |= {cell: _line_moved(reason, above[cell]) for cell, reason in part.broken.items()}
    if part.error and not part.broken:
        result.broken[first] = part.error.removeprefix(f"{part.document.path}:").strip()


def _line_moved(reason: str, lines: int) -> str:
    return re.sub(r"^line (\d+)", lambda match: f"line {int(match[1]) + lines}", reason)


def _path(notebook: str, target: str, texts: Mapping[str, str]) -> str | None:
    """Where a cell writes to, relative to the root; the file beside the notebook when its folder is not known."""

    def value(match: re.Match[str]) -> str:
        name = match["braces"] or match["both"] or match["dollar"]
        found = texts.get(name)
        if found is None and match["braces"]:
            found = _text(_parsed(name), texts)
        return "\0" if found is None else found

    name = _VARIABLE.sub(value, target.strip().strip("\"'")).replace("\\", "/")
    if "\0" in name:
        name = PurePosixPath(name).name
    path = posixpath.normpath(posixpath.join(posixpath.dirname(notebook), name))
    outside = "\0" in name or not PurePosixPath(name).suffix or path.startswith(("/", ".."))
    return None if outside else path


def _texts(cell: str, known: Mapping[str, str]) -> dict[str, str]:
    """The variables that a cell sets to a text at its top level."""
    found = dict(known)
    tree = _parsed(cell)
    for node in tree.body if isinstance(tree, ast.Module) else []:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, found)
            if text is None:
                found.pop(node.targets[0].id, None)
            else:
                found[node.targets[0].id] = text
    return found


def _parsed(text: str) -> ast.AST | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _text(node: ast.AST | None, known: Mapping[str, str]) -> str | None:
    """The value of an expression that is a text or a path."""
    match node:
        case (
            ast.Module(body=[ast.Expr(value=inner)]) | ast.FormattedValue(value=inner, conversion=-1, format_spec=None)
        ):
            return _text(inner, known)
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return known.get(name)
        case ast.JoinedStr(values=parts):
            return _joined("", parts, known)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined("", [left, right], known)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _joined("/", [left, right], known)
        case ast.Call(func=func, args=parts, keywords=[]):
            name = ast.unparse(func)
            if name == "os.getcwd" or name in ("Path.cwd", "pathlib.Path.cwd"):
                return "."
            if name in ("os.path.join", "Path", "pathlib.Path", "str"):
                return _joined("/", parts, known)
    return None


def _joined(between: str, nodes: Sequence[ast.AST], known: Mapping[str, str]) -> str | None:
    parts = [text for node in nodes if (text := _text(node, known)) is not None]
    return between.join(parts) if len(parts) == len(nodes) else None

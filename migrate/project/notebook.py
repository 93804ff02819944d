"""Reading Jupyter notebooks so that whatever is not converted stays byte for byte as it was."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from migrate.conversion import FileKind
from migrate.errors import ReadError
from migrate.project import json_text, magics
from migrate.project.json_text import Value
from migrate.project.source_text import Layout, write_source

_BOM = codecs.BOM_UTF8
_PYTHON = ("python", "ipython")
_OTHER_KERNELS = ("ir", "julia", "spark", "scala", "sos", "bash", "powershell", ".net")


@dataclass(frozen=True)
class CodeCell:
    """A code cell of Python, with the places of its values in the notebook's text."""

    source: str
    masked: str
    source_value: Value
    outputs: Value | None
    execution_count: Value | None


@dataclass(frozen=True)
class NotebookDocument:
    """A notebook; ``cells`` holds its Python code cells, with IPython's own syntax masked.

    Args:
        text: the JSON text, without a byte order mark.
        code: the Python cells by their index in ``nb.cells``.
        opaque: those of other languages, such as ``%%bash`` and ``%%writefile``; also in ``code`` when IPython puts
            the value of some Python into their magic.
        masks: what the placeholders in the cells stand for.
    """

    path: str
    data: bytes
    text: str
    code: Mapping[int, CodeCell]
    opaque: Mapping[int, CodeCell]
    masks: magics.Masks

    @property
    def kind(self) -> FileKind:
        return FileKind.NOTEBOOK

    @cached_property
    def cells(self) -> Mapping[int, str]:
        return {index: cell.masked for index, cell in self.code.items()}

    def render(self, cells: Mapping[int, str]) -> bytes:
        """The notebook with the sources of the given cells replaced; their outputs are cleared, being of other code."""
        layout = Layout.of(self.text)
        replacements: list[tuple[Value, str]] = []
        for index, text in cells.items():
            cell = self.code.get(index) or self.opaque[index]
            source = self.masks.unmask(text)
            if source == cell.source:
                continue
            source = magics.without_lone_magic(source)
            replacements.append((cell.source_value, write_source(source, self.text, cell.source_value, layout)))
            if cell.outputs is not None:
                replacements.append((cell.outputs, "[]"))
            if cell.execution_count is not None:
                replacements.append((cell.execution_count, "null"))
        if not replacements:
            return self.data
        data = _replace(self.text, replacements).encode("utf-8")
        return _BOM + data if self.data.startswith(_BOM) else data


def read_notebook(path: str, data: bytes) -> NotebookDocument:
    """Read a notebook of format 4.

    Args:
        path: its name in messages and reports.
        data: the file as it is on disk.

    Raises:
        ReadError: not UTF-8, not JSON, not a notebook, or one of another format.
    """
    text = _decode(path, data)
    try:
        top = json_text.root(text)
    except json.JSONDecodeError as error:
        raise ReadError(f"is not valid JSON: {error.msg}", path=path, line=error.lineno, advice=_MEND) from None
    except RecursionError:
        raise ReadError("is nested too deeply for a notebook", path=path) from None
    if not isinstance(top.value, dict):
        raise ReadError("is JSON, but not a notebook", path=path, advice=_MEND)
    _check_format(path, top.value)
    masks = magics.Masks(avoid=text)
    code, opaque = _code_cells(path, text, top, masks) if _speaks_python(top.value) else ({}, {})
    return NotebookDocument(path, data, text, code, opaque, masks)


_MEND = "open it in Jupyter and save it again"


def _decode(path: str, data: bytes) -> str:
    try:
        return (data[len(_BOM) :] if data.startswith(_BOM) else data).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError("is not valid UTF-8", path=path, line=line, advice=_MEND) from None


def _check_format(path: str, notebook: Mapping[str, object]) -> None:
    major = notebook.get("nbformat")
    if "worksheets" in notebook or (isinstance(major, int) and major < 4):
        raise ReadError(
            "is a notebook of an old format", path=path, advice=f"run: jupyter nbconvert --to notebook --inplace {path}"
        )
    if isinstance(major, int) and major > 4:
        raise ReadError(f"is a notebook of format {major}, which is not known yet", path=path)
    if not isinstance(notebook.get("cells"), list) or major is None:
        raise ReadError("is JSON, but not a notebook", path=path, advice=_MEND)


def _speaks_python(notebook: Mapping[str, object]) -> bool:
    """Whether its code is Python, which it is when nothing says otherwise."""
    metadata = _mapping(notebook.get("metadata"))
    kernel = _mapping(metadata.get("kernelspec"))
    for language in (_mapping(metadata.get("language_info")).get("name"), kernel.get("language")):
        if isinstance(language, str) and language:
            return language.lower().startswith(_PYTHON)
    name = kernel.get("name")
    return not (isinstance(name, str) and name.lower().startswith(_OTHER_KERNELS))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _code_cells(
    path: str, text: str, top: Value, masks: magics.Masks
) -> tuple[dict[int, CodeCell], dict[int, CodeCell]]:
    """The cells with Python, and those of other languages."""
    cells = dict(json_text.members(text, top))["cells"]
    code: dict[int, CodeCell] = {}
    opaque: dict[int, CodeCell] = {}
    for index, value in enumerate(json_text.elements(text, cells)):
        if not isinstance(value.value, dict) or value.value.get("cell_type") != "code":
            continue
        found = dict(json_text.members(text, value))
        source = _source(found.get("source"))
        if source is None:
            line = text.count("\n", 0, value.start) + 1
            raise ReadError(f"cell {index} has no source", path=path, line=line, advice=_MEND)
        is_opaque = magics.is_opaque(source)
        masked = magics.mask_head(source, masks) if is_opaque else magics.mask(source, masks)
        shown = source if masked is None else masked
        cell = CodeCell(source, shown, found["source"], found.get("outputs"), found.get("execution_count"))
        if is_opaque:
            opaque[index] = cell
        if masked is not None:
            code[index] = cell
    return code, opaque


def _source(value: Value | None) -> str | None:
    """The text of a cell, which notebooks hold as one string or as a list of lines."""
    if value is None:
        return None
    if isinstance(value.value, str):
        return value.value
    if isinstance(value.value, list) and all(isinstance(line, str) for line in value.value):
        return "".join(value.value)
    return None


def _replace(text: str, replacements: list[tuple[Value, str]]) -> str:
    parts: list[str] = []
    position = 0
    for value, new in sorted(replacements, key=lambda replacement: replacement[0].start):
        parts += [text[position : value.start], new]
        position = value.end
    return "".join([*parts, text[position:]])

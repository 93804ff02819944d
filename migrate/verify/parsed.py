"""Level ``parsed``: the output is valid Python, YAML or notebook."""

from __future__ import annotations

import ast
import warnings
from typing import Any

from migrate.conversion import FileKind
from migrate.verify.cells import code_cells
from migrate.verify.levels import Finding, Severity

_YAML_KINDS = (FileKind.YAML, FileKind.CONDA, FileKind.RUNCONFIG)


def check_parsed(path: str, data: bytes, kind: FileKind) -> list[Finding]:
    """Check that a file can be read for what it is.

    Args:
        path: the name of the file in findings.
        data: its bytes, in its own encoding.
        kind: what it should be.
    """
    if kind is FileKind.PYTHON:
        return _python(path, data)
    if kind is FileKind.NOTEBOOK:
        return _notebook(path, data)
    if kind in _YAML_KINDS:
        return _yaml(path, data)
    return _text(path, data)


def _python(path: str, data: bytes) -> list[Finding]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(data, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return [] if _is_run_in_cells(data) else [_syntax(path, error)]
    except ValueError as error:  # null bytes
        return [Finding(path, 1, "python-syntax", str(error))]
    return []


def _is_run_in_cells(data: bytes) -> bool:
    """Whether a script with ``# %%`` is Python but for its lines of IPython."""
    try:
        for cell in code_cells(data, FileKind.PYTHON):
            compile(cell.text, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _notebook(path: str, data: bytes) -> list[Finding]:
    import nbformat  # 0.3 s, needed for notebooks only

    try:
        # nbformat reports a broken notebook either way, depending on how broken it is
        text = data.decode("utf-8-sig")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is missing in a notebook that has always been so
            notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
            findings = _schema(path, notebook)
        cells = code_cells(data, FileKind.NOTEBOOK) if "cells" in notebook else []
    except (ValueError, nbformat.ValidationError, nbformat.reader.NotJSONError, AttributeError, KeyError) as error:
        return [Finding(path, 0, "notebook-format", f"not a valid notebook: {_first_line(error)}")]
    for cell in cells:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(cell.text, path, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except SyntaxError as error:
            findings.append(_syntax(path, error, cell.index))
        except ValueError as error:
            findings.append(Finding(path, 1, "python-syntax", str(error), cell=cell.index))
    return findings


def _schema(path: str, notebook: Any) -> list[Finding]:
    """What nbformat objects to in a notebook that it can read; Jupyter opens such a notebook and mends it."""
    import nbformat

    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        if not notebook.get("cells"):
            return [Finding(path, 0, "notebook-format", f"not a valid notebook: {_first_line(error)}")]
        message = f"not quite a valid notebook: {_first_line(error)}"
        return [Finding(path, 0, "notebook-schema", message, "save it in Jupyter once", Severity.WARNING)]
    return []


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__


def _syntax(path: str, error: SyntaxError, cell: int | None = None) -> Finding:
    return Finding(path, error.lineno or 1, "python-syntax", f"not valid Python: {error.msg}", cell=cell)


def _yaml(path: str, data: bytes) -> list[Finding]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        for _ in YAML(typ="safe", pure=True).load_all(data.decode("utf-8-sig")):
            pass
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return [Finding(path, line, "yaml-syntax", f"not valid YAML: {error.problem}")]
    except YAMLError as error:
        return [Finding(path, 0, "yaml-syntax", f"not valid YAML: {error}")]
    except UnicodeDecodeError as error:
        return [Finding(path, 0, "encoding", f"not UTF-8: {error.reason} at byte {error.start}")]
    return []


def _text(path: str, data: bytes) -> list[Finding]:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [Finding(path, 0, "encoding", f"not UTF-8: {error.reason} at byte {error.start}")]
    return []

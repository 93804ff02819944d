from __future__ import annotations

import codecs
import json
import pickle
from collections.abc import Mapping

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.conversion import Document, FileKind
from migrate.errors import ReadError
from migrate.project.notebook import NotebookDocument, read_notebook

Cell = dict[str, object]


def code(source: str | list[str], **more: object) -> Cell:
    if isinstance(source, str):
        source = source.splitlines(keepends=True)
    output = {"name": "stdout", "output_type": "stream", "text": ["6 * é 7 = 42\n"]}
    return {"cell_type": "code", "execution_count": 3, "id": "abc", "metadata": {"tags": ["é"]}, "outputs": [output],
            "source": source, **more}  # fmt: skip


def markdown(source: str) -> Cell:
    return {"cell_type": "markdown", "id": "def", "metadata": {}, "source": [source], "attachments": {"a": {"b": "c"}}}


def notebook(*cells: Cell, metadata: Mapping[str, object] | None = None) -> dict[str, object]:
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": list(cells), "metadata": kernel if metadata is None else metadata, "nbformat": 4,
            "nbformat_minor": 5}  # fmt: skip


def dump(value: object, *, indent: int | str | None = 1, ascii_only: bool = False, end: str = "\n") -> bytes:
    return (json.dumps(value, indent=indent, ensure_ascii=ascii_only) + end).encode()


def read(*cells: Cell) -> NotebookDocument:
    return read_notebook("a.ipynb", dump(notebook(*cells)))


LAYOUTS = [
    pytest.param({"indent": 1}, id="as Jupyter writes"),
    pytest.param({"indent": 1, "end": ""}, id="no final newline"),
    pytest.param({"indent": 2, "ascii_only": True}, id="VS Code, ASCII only"),
    pytest.param({"indent": 4, "end": "\n\n"}, id="indented by four"),
    pytest.param({"indent": "\t"}, id="tabs"),
    pytest.param({"indent": None}, id="on one line"),
    pytest.param({"indent": None, "ascii_only": True, "end": ""}, id="on one line, ASCII only"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_notebook_without_changes_is_the_same_bytes(layout: dict[str, object]) -> None:
    data = dump(notebook(markdown("# Größe"), code("s = 'é'\n%time x"), code("")), **layout)  # type: ignore[arg-type]
    document = read_notebook("a.ipynb", data)
    assert document.render({}) == data
    assert document.render(document.cells) == data


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_the_changed_cell_differs(layout: dict[str, object]) -> None:
    before = [markdown("# Größe"), code("s = 'é'\nold()\n!ls"), code("t = 'ü'\n")]
    after = [
        markdown("# Größe"),
        code("s = 'é'\nnew('ß')\nmore()\n!ls", execution_count=None, outputs=[]),
        code("t = 'ü'\n"),
    ]
    document = read_notebook("a.ipynb", dump(notebook(*before), **layout))  # type: ignore[arg-type]
    text = document.cells[1].replace("old()", "new('ß')\nmore()")
    assert document.render({1: text}) == dump(notebook(*after), **layout)  # type: ignore[arg-type]


def test_the_result_is_a_valid_notebook() -> None:
    document = read(markdown("a"), code("old()"))
    new = nbformat.reads(document.render({1: "new()"}).decode(), as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(new)
    assert new.cells[1].source == "new()"


def test_order_of_keys_unknown_keys_and_odd_layout_stay() -> None:
    data = b"""{"nbformat_minor": 2, "x": [1,2 ,3], "cells":
 [ {"source": ["a = 1\\n",
   "b"], "extra": {"z":1, "a":  2.50}, "outputs": [ ], "cell_type": "code", "metadata":{},
   "execution_count":null}],"nbformat":4,"metadata":{}}"""
    expected = data.replace(b'"b"]', b'"c"]').replace(b"[ ]", b"[]")
    assert read_notebook("a.ipynb", data).render({0: "a = 1\nc"}) == expected


def test_crlf_between_the_values_stays() -> None:
    data = dump(notebook(code("a\nb"))).replace(b"\n", b"\r\n")
    document = read_notebook("a.ipynb", data)
    assert document.render({0: "a\nc"}).replace(b"\r\n", b"\n").count(b"\n") == document.render({0: "a\nc"}).count(
        b"\r\n"
    )


def test_a_byte_order_mark_stays() -> None:
    data = codecs.BOM_UTF8 + dump(notebook(code("a")))
    assert read_notebook("a.ipynb", data).render({0: "b"}).startswith(codecs.BOM_UTF8 + b"{")


def test_sources_may_be_one_string() -> None:
    document = read({**code(""), "source": "a = 1\nb = 2"})
    assert document.cells == {0: "a = 1\nb = 2"}
    assert json.loads(document.render({0: "a = 1\nc"}))["cells"][0]["source"] == "a = 1\nc"


def test_line_endings_inside_a_source_stay() -> None:
    document = read(code(["a\r\n", "b"]))
    assert document.cells == {0: "a\r\nb"}
    assert json.loads(document.render({0: "a\r\nc\r\nd"}))["cells"][0]["source"] == ["a\r\n", "c\r\n", "d"]


def test_cells_are_the_python_cells_by_their_index() -> None:
    document = read(
        markdown("x"), code("a = 1"), code("%%bash\nls"), {**markdown("raw"), "cell_type": "raw"}, code("b!")
    )
    assert list(document.cells) == [1, 4]


def test_magics_are_hidden_and_come_back() -> None:
    document = read(code("%%time\nold()\nfiles = !ls '*.py' \\\n  -l\n"))
    text = document.cells[0]
    assert "!" not in text
    assert "%" not in text
    assert "".join(json.loads(document.render({0: text.replace("old", "new")}))["cells"][0]["source"]) == (
        "%%time\nnew()\nfiles = !ls '*.py' \\\n  -l\n"
    )


@pytest.mark.parametrize(
    ("metadata", "is_python"),
    [
        ({}, True),
        ({"kernelspec": {"name": "python3", "display_name": "x"}}, True),
        ({"kernelspec": {"name": "conda-env-azureml_py38-py", "language": "python", "display_name": "x"}}, True),
        ({"kernelspec": {"name": "x", "language": "ipython", "display_name": "x"}}, True),
        ({"language_info": {"name": "python"}}, True),
        ({"kernelspec": {"name": "ir", "display_name": "R"}}, False),
        ({"kernelspec": {"name": "x", "language": "R", "display_name": "R"}}, False),
        ({"language_info": {"name": "scala"}}, False),
        ({"kernelspec": None, "language_info": []}, True),
    ],
)
def test_only_notebooks_in_python_have_cells(metadata: dict[str, object], is_python: bool) -> None:
    document = read_notebook("a.ipynb", dump(notebook(code("library(azureml)"), metadata=metadata)))
    assert bool(document.cells) is is_python


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not valid JSON"),
        (b'{"cells": [', "is not valid JSON"),
        (b"[]", "not a notebook"),
        (b'{"azureml": 1}', "not a notebook"),
        (b'{"nbformat": 4, "cells": {}}', "not a notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "of an old format .run: jupyter nbconvert --to notebook --inplace"),
        (b'{"nbformat": 5, "cells": []}', "of format 5"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "cell 0 has no source"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "cell 0 has no source"),
        (b'{"nbformat": 4, "cells": ["\xff"]}', "is not valid UTF-8"),
        (b"[" * 100_000, "nested too deeply|not valid JSON"),
    ],
)
def test_what_is_no_notebook_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read_notebook("x/a.ipynb", data)
    assert caught.value.path == "x/a.ipynb"


def test_the_line_of_broken_json_is_told() -> None:
    with pytest.raises(ReadError) as caught:
        read_notebook("a.ipynb", b'{\n "cells": [\n  oops\n ]\n}')
    assert caught.value.line == 3


def test_is_a_document_that_travels_between_processes() -> None:
    document: Document = read(code("!ls"))
    assert document.kind is FileKind.NOTEBOOK
    assert pickle.loads(pickle.dumps(document)).render(document.cells) == document.data


LINES = ["a = 1\n", "%time x\n", "!ls \\\n", "é\n", "'''\n", "if b:\n", "    !pwd\n", "x", "\u2028", "\ud800"]
SOURCES = st.lists(st.sampled_from(LINES) | st.text()).map("".join)


@given(
    st.lists(SOURCES, min_size=1, max_size=4),
    st.sampled_from([None, 0, 1, 4, "\t"]),
    st.booleans(),
    st.booleans(),
    st.data(),
)
def test_any_notebook_is_read_and_written(
    sources: list[str], indent: int | str | None, ascii_only: bool, as_string: bool, draw: st.DataObject
) -> None:
    cells = [{**code(source), "source": source} if as_string else code(source) for source in sources]
    data = (json.dumps(notebook(*cells), indent=indent, ensure_ascii=ascii_only)).encode("utf-8", "surrogatepass")
    try:
        document = read_notebook("a.ipynb", data)
    except ReadError:  # half a surrogate pair, written raw
        assert "\ud800" in "".join(sources)
        return
    assert document.render(document.cells) == data
    if not document.cells:
        return
    changed = draw.draw(st.sampled_from(sorted(document.cells)))
    new = json.loads(document.render({changed: document.cells[changed] + "\nnew ü"}))
    for index, (cell, source) in enumerate(zip(new["cells"], sources, strict=True)):
        assert "".join(cell["source"]) == (source + "\nnew ü" if index == changed else source)
        assert bool(cell["outputs"]) is (index != changed)

from __future__ import annotations

import codecs
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.conversion import Document, FileKind
from migrate.errors import ReadError, WriteError
from migrate.project.python_file import read_python


def rendered(data: bytes, old: str, new: str) -> bytes:
    document = read_python("a.py", data)
    return document.render({0: document.cells[0].replace(old, new)})


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"x = 1", id="no final newline"),
        pytest.param(b"x = 1\r\ny = 2\r\n", id="CRLF"),
        pytest.param(b"x = 1\ry = 2\r", id="CR"),
        pytest.param(b"x = 1\r\ny = 2\nz = 3\r", id="mixed newlines"),
        pytest.param(b"if x:\n\ty = 2\n", id="tabs"),
        pytest.param(b"x = 1\x0c\ny = '\xe2\x80\xa8'\n", id="form feed and line separator"),
        pytest.param("é = 1\n".encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + b"x = 1\r\n", id="BOM"),
        pytest.param(codecs.BOM_UTF8 + b"# coding: utf-8\nx = 1\n", id="BOM and cookie"),
        pytest.param("# -*- coding: latin-1 -*-\ns = 'é'\n".encode("latin-1"), id="latin-1"),
        pytest.param("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\ns = '€'\n".encode("cp1252"), id="cp1252"),
        pytest.param("# coding: shift_jis\ns = '日本'\n".encode("shift_jis"), id="shift_jis"),
        pytest.param(b"print 'python 2'\n", id="Python 2"),
    ],
)
def test_the_encoding_matrix_is_read_and_written_byte_for_byte(data: bytes) -> None:
    document = read_python("a.py", data)
    assert document.render({}) == data
    assert document.render(document.cells) == data
    # and also when something changes before and after
    text = document.cells[0]
    mark = document.render({0: text + "#end"})
    assert mark == data + b"#end"


def test_changes_are_written_in_the_encoding_of_the_file() -> None:
    data = "# coding: latin-1\nname = 'é'\n".encode("latin-1")
    assert rendered(data, "name", "größe") == "# coding: latin-1\ngröße = 'é'\n".encode("latin-1")


def test_the_byte_order_mark_is_not_part_of_the_text_and_stays() -> None:
    data = codecs.BOM_UTF8 + b"x = 1\n"
    assert read_python("a.py", data).cells == {0: "x = 1\n"}
    assert rendered(data, "x", "y") == codecs.BOM_UTF8 + b"y = 1\n"


def test_is_a_document() -> None:
    document: Document = read_python("a/b.py", b"x = 1\n")
    assert (document.path, document.kind, document.data) == ("a/b.py", FileKind.PYTHON, b"x = 1\n")
    assert pickle.loads(pickle.dumps(document)) == document


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"x = 1\ns = '\xe9'\n", 2, "is not valid UTF-8"),
        (b"a\nb\nc\nd = '\xff'\n", 4, "is not valid UTF-8"),
        (codecs.BOM_UTF8 + b"a\nb = '\xff'\n", 2, "is not valid UTF-8"),
        (b"# coding: ascii\nx = 1\ns = '\xe9'\n", 3, "is not valid ascii"),
        (b"# coding: klingon\n", 1, "unknown encoding: klingon"),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", 1, "declares another encoding"),
        (b"# coding: hex\n61\n", 1, "none for text"),
        (b"x = 1\ny = '\0'\n", 2, "null byte"),
        ("import azureml".encode("utf-16"), None, "UTF-16"),
        (b"# coding: utf-7\ns = '+AGEAYg-'\n", None, "does not stay the same"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, line: int | None, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read_python("dir/a.py", data)
    assert (caught.value.path, caught.value.line) == ("dir/a.py", line)


def test_a_letter_that_the_encoding_lacks_is_refused() -> None:
    with pytest.raises(WriteError, match="which iso-8859-1 does not have") as caught:
        rendered(b"# coding: latin-1\nx = y\n", "y", "'\N{EURO SIGN}'")
    assert (caught.value.line, caught.value.advice) == (2, "save the file as UTF-8 and convert it again")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.booleans())
def test_any_text_is_read_and_written_the_same(text: str, bom: bool) -> None:
    data = (codecs.BOM_UTF8 if bom else b"") + text.encode()
    try:
        document = read_python("a.py", data)
    except ReadError:  # it happens to declare an encoding
        assert "coding" in text or text.startswith("\ufeff")
        return
    assert document.render({0: document.cells[0] + ""}) == data


@given(st.binary())
def test_any_bytes_are_either_refused_or_kept(data: bytes) -> None:
    try:
        document = read_python("a.py", data)
    except ReadError:
        return
    assert document.text.encode(document.encoding) == data[3 if document.has_bom else 0 :]

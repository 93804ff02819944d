"""When two files of a code folder are the same."""

from __future__ import annotations

import ast
import hashlib
import warnings


def source_hash(name: str, data: bytes) -> str:
    """SHA-256 of what a file means: of a Python file the syntax tree, so that comments and layout do not count.

    Args:
        name: of the file; its ending tells what it is.
    """
    if name.endswith(".py"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                data = ast.dump(ast.parse(data)).encode("utf-8", "surrogatepass")
        except (SyntaxError, ValueError, RecursionError):
            pass
    return hashlib.sha256(data).hexdigest()

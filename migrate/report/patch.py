"""One diff of everything that the conversion changes, as ``git apply`` takes it.

A file of which it would show secrets stands in it as a binary delta, from which they cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from migrate.conversion import ConvertedFile
from migrate.report.build import secrets_of
from migrate.report.delta import Copied, Piece, render_delta, with_words_copied
from migrate.report.secrets import mask

_CONTEXT = 3


@dataclass(frozen=True)
class Change:
    """What happens to one file; ``before`` is None for a new file."""

    path: str
    before: bytes | None
    after: bytes
    secrets: frozenset[str] = frozenset()
    """Secrets that were found anywhere in the project, which may stand in any file of it."""


def changes_of(converted: Iterable[ConvertedFile]) -> list[Change]:
    """The files that a conversion changes or adds, sorted by path."""
    changes, converted = [], list(converted)
    secrets = secrets_of(converted)
    for result in converted:
        if result.error:
            continue
        output = result.output()
        if output != result.document.data:
            changes.append(Change(result.document.path, result.document.data, output, secrets))
        changes += [Change(new.path, None, new.text.encode("utf-8"), secrets) for new in result.new_files]
    return sorted(changes, key=lambda change: change.path)


def render_patch(changes: Iterable[Change]) -> bytes:
    """The changes as one patch, to apply in the root of the source. Bytes: each file keeps its own encoding."""
    return b"".join(map(_without_secrets, changes))


def _without_secrets(change: Change) -> bytes:
    """The part of the patch for one file."""
    if change.before is None or not any(_secret_lines(change)):
        return render_change(change)
    old, new = _quoted("a/", change.path), _quoted("b/", change.path)
    delta = render_delta(change.before, change.after, _pieces(change))
    return b"".join([b"diff --git ", old, b" ", new, b"\n", delta])


def render_change(change: Change) -> bytes:
    """The difference of one file, to be read: secrets stand in it."""
    before = _lines(change.before or b"")
    after = _lines(change.after)
    old, new = _quoted("a/", change.path), _quoted("b/", change.path)
    header = [b"diff --git ", old, b" ", new, b"\n"]
    if change.before is None:
        header.append(b"new file mode 100644\n")
        old = b"/dev/null"
    if before == after:  # only an empty new file
        return b"".join(header)
    header += [b"--- ", old, _name_end(old), b"+++ ", new, _name_end(new)]
    return b"".join([*header, *_hunks(before, after)])


def secrets_kept_out(changes: Iterable[Change]) -> list[str]:
    """The places of what looks like a secret, for which a file stands in the patch as a delta: ``path:line``."""
    found = []
    for change in changes:
        if change.before is not None:
            found += [f"{change.path}:{line}" for line in _secret_lines(change)]
    return found


def secrets_in_patch(changes: Iterable[Change]) -> list[str]:
    """The files of which the patch shows what looks like a secret all the same, being new in them."""
    found = []
    for change in changes:
        new = [change.after]
        if change.before is not None:
            hidden = any(_secret_lines(change))
            new = [piece for piece in _pieces(change) if isinstance(piece, bytes)] if hidden else []
        if any(_masked_lines(piece, change.secrets) for piece in new):
            found.append(change.path)
    return found


def _secret_lines(change: Change) -> Iterator[int]:
    """The lines with secrets that a diff would show, 1-based; those of the new file by where they go."""
    before, after = _lines(change.before or b""), _lines(change.after)
    for group in _groups(before, after):
        first, last = group[0][1], group[-1][2]
        removed = _masked_lines(b"".join(before[first:last]), change.secrets)
        yield from (first + 1 + line for line in removed)
        if not removed and _masked_lines(b"".join(after[group[0][3] : group[-1][4]]), change.secrets):
            yield first + 1


def _masked_lines(data: bytes, secrets: frozenset[str]) -> list[int]:
    """The lines in which there is something to mask, from 0 on."""
    text = data.decode("utf-8", "replace")
    masked = mask(text, secrets)
    if masked == text:
        return []
    lines = zip(text.split("\n"), masked.split("\n"), strict=False)
    return [number for number, (line, shown) in enumerate(lines) if line != shown]


def _pieces(change: Change) -> list[Piece]:
    """What the new file consists of: lines of the old one, and what is new."""
    before, after = _lines(change.before or b""), _lines(change.after)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    pieces: list[Piece] = []
    for tag, old_start, old_end, new_start, new_end in opcodes(before, after):
        if tag == "equal":
            pieces.append(Copied(starts[old_start], starts[old_end] - starts[old_start]))
        else:
            pieces.append(b"".join(after[new_start:new_end]))
    return with_words_copied(pieces, change.before or b"", change.secrets)


def _lines(data: bytes) -> list[bytes]:
    """Lines as git counts them: only a line feed ends one."""
    lines = data.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


_Opcode = tuple[str, int, int, int, int]
_Line = TypeVar("_Line", str, bytes)


def _groups(before: list[bytes], after: list[bytes]) -> list[list[_Opcode]]:
    """The differences in groups, each with its context."""
    groups: list[list[_Opcode]] = [[]]
    for tag, i1, i2, j1, j2 in opcodes(before, after):
        if tag != "equal":
            groups[-1].append((tag, i1, i2, j1, j2))
            continue
        ends_group = min(_CONTEXT, i2 - i1)
        if not groups[-1]:  # before the first difference
            groups[-1].append((tag, i2 - ends_group, i2, j2 - ends_group, j2))
        elif i2 - i1 <= 2 * _CONTEXT and (i2 < len(before) or j2 < len(after)):
            groups[-1].append((tag, i1, i2, j1, j2))
        else:
            groups[-1].append((tag, i1, i1 + ends_group, j1, j1 + ends_group))
            groups.append([(tag, i2 - ends_group, i2, j2 - ends_group, j2)])
    return [group for group in groups if any(opcode[0] != "equal" for opcode in group)]


def opcodes(before: Sequence[_Line], after: Sequence[_Line]) -> Iterator[_Opcode]:
    """What is equal and what is not, in order. What is equal at both ends is not given to the comparison: notebooks
    are long, and its time grows faster than their length."""
    head = _common_head(before, after)
    tail = _common_head(before[head:][::-1], after[head:][::-1])
    if head:
        yield "equal", 0, head, 0, head
    end, new_end = len(before) - tail, len(after) - tail
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before[head:end], after[head:new_end]).get_opcodes():
        yield tag, i1 + head, i2 + head, j1 + head, j2 + head
    if tail:
        yield "equal", end, len(before), new_end, len(after)


def _common_head(before: Sequence[_Line], after: Sequence[_Line]) -> int:
    head = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        head += 1
    return head


def _hunks(before: list[bytes], after: list[bytes]) -> Iterator[bytes]:
    for group in _groups(before, after):
        i1, i2, j1, j2 = group[0][1], group[-1][2], group[0][3], group[-1][4]
        yield f"@@ -{_range(i1, i2)} +{_range(j1, j2)} @@\n".encode()
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _signed(b" ", before[old_start:old_end])
                continue
            yield from _signed(b"-", before[old_start:old_end])
            yield from _signed(b"+", after[new_start:new_end])


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _signed(sign: bytes, lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield sign + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _quoted(prefix: str, path: str) -> bytes:
    """A path in a patch; git quotes the unusual ones as C does."""
    raw = (prefix + path).encode("utf-8", "surrogateescape")
    if not any(byte < 0x20 or byte in b'"\\' or byte == 0x7F for byte in raw):
        return raw
    quoted = "".join(chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}" for byte in raw)
    return f'"{quoted}"'.encode()


def _name_end(name: bytes) -> bytes:
    """git ends a name with a space in it with a tab, for readers that expect a time there."""
    return b"\t\n" if b" " in name and not name.startswith(b'"') else b"\n"

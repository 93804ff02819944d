from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from migrate.report.html.diff import Changed, Equal, Row, side_by_side

LINES = st.lists(st.sampled_from(["", "a = 1", "a = 2", "b(a, c)", "b(a, d)", ")"]), max_size=12)


def pairs(blocks: Sequence[Equal | Changed]) -> list[tuple[int | None, int | None]]:
    found: list[tuple[int | None, int | None]] = []
    for block in blocks:
        if isinstance(block, Equal):
            found += [(block.left + number, block.right + number) for number in range(block.count)]
        else:
            found += [(row.left, row.right) for row in block.rows]
    return found


def test_a_line_stands_beside_what_it_became() -> None:
    before = ["first", "step = PythonScriptStep(name='train', size=1)", "last"]
    after = ["first", "new = 1", "step = command(name='train', size=1)", "last"]
    assert side_by_side(before, after) == [
        Equal(0, 0, 1),
        Changed((Row(None, 1), Row(1, 2, ((7, 23),), ((7, 14),)))),
        Equal(2, 3, 1),
    ]


def test_what_is_known_counts_more_than_what_looks_alike() -> None:
    before = ["step = Step(", "    load='train',", ")"]
    after = ["component = load('train')", ")"]
    assert pairs(side_by_side(before, after)) == [(0, None), (1, 0), (2, 1)]
    assert pairs(side_by_side(before, after, {(0, 0)})) == [(0, 0), (1, None), (2, 1)]


def test_what_has_no_partner_shares_rows() -> None:
    assert side_by_side(["alpha", "beta"], ["gamma"]) == [Changed((Row(0, 0), Row(1, None)))]


@given(LINES, LINES, st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=4))
def test_every_line_is_there_once_and_in_order(
    before: Sequence[str], after: Sequence[str], known: set[tuple[int, int]]
) -> None:
    left: list[int] = []
    right: list[int] = []
    for block in side_by_side(before, after, known):
        if isinstance(block, Equal):
            assert before[block.left : block.left + block.count] == after[block.right : block.right + block.count]
            left += range(block.left, block.left + block.count)
            right += range(block.right, block.right + block.count)
        else:
            left += [row.left for row in block.rows if row.left is not None]
            right += [row.right for row in block.rows if row.right is not None]
    assert (left, right) == (list(range(len(before))), list(range(len(after))))

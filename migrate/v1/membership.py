"""Whether every step that is made gets into the pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrate.v1.symbolic import LOOPS, Blocks, Site, Symbolic, holds_steps, spread
from migrate.v1.tracing import Untraceable
from migrate.v1.values import Call, Const


def check_included(call: Call, sites: Sequence[Site], given: Symbolic) -> None:
    """Find the steps that a pipeline holds.

    Args:
        given: what ``steps`` holds.

    Raises:
        Untraceable: it is not known of all, or some are made and not put into it.
    """
    if not holds_steps(given):
        raise Untraceable(call.arguments["steps"].node, "where one of its steps comes from is not known")
    for handle, blocks in spread(given, ()):
        if handle.data is None and handle.site is not None:
            handle.site.included |= _always(handle.site.blocks, blocks)
    closure = call.arguments.get("resolve_closure")
    while closure is None or closure.value != Const(False):
        found = {
            handle.site
            for site in sites
            if site.included
            for handle, blocks in site.reads
            if handle.site is not None
            and not handle.site.included
            and _always(handle.site.blocks, blocks)
            and set(_branches(site.blocks)) <= set(handle.site.blocks)
        }
        if not found:
            break
        for one in found:
            one.included = True
    done: set[Site] = set()
    while len(done) < len(sites):
        ready = {site for site in sites if all(read.site in done for read, _ in site.reads)} - done
        if not ready:
            raise Untraceable(call.node, "its steps depend on each other in a circle")
        done |= ready
    for site in sites:
        if not site.included:
            raise Untraceable(site.call, "whether each step that is made gets into the pipeline is not known")


def _branches(blocks: Blocks) -> Iterator[cst.CSTNode]:
    return (block for block in blocks if not isinstance(block, LOOPS))


def _always(made: Blocks, used: Blocks) -> bool:
    """Whether what is made in these blocks is surely used by what stands in those."""
    loops = [block for block in made if isinstance(block, LOOPS)]
    return [block for block in dict.fromkeys(used) if isinstance(block, LOOPS)] == loops and set(used) <= set(made)

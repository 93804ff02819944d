"""Which packages a file loses and gains, and what its entries in the ledger say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from migrate.decisions.files.code import Served
from migrate.decisions.packages import (
    AI_ML,
    IDENTITY,
    OLDEST_PYTHON,
    SERVER,
    TRACKING,
    beside_pinned,
    brings_v1,
    is_for,
    is_v1_package,
    needed_for,
    v1_modules,
)
from migrate.ledger import Outcome, Verdict
from migrate.project.listing import Listed, Listing, Wanted


@dataclass(frozen=True)
class Change:
    """What happens to one listing.

    Args:
        verdicts: one for each package of v1 that is listed.
        place: where the added packages go.
    """

    dropped: tuple[Listed, ...]
    added: tuple[Wanted, ...]
    place: Listed
    verdicts: tuple[tuple[Listed, Verdict], ...]


@dataclass(frozen=True)
class Said:
    """The code and the page that entries carry."""

    code: str
    url: str

    def verdict(self, outcome: Outcome, message: str = "", v2: str = "") -> Verdict:
        return Verdict(outcome, self.code, message, v2, self.url)


def decide(
    listing: Listing, served: Served, said: Said, *, listed_too: Sequence[str] = (), bare: bool = False
) -> Change | None:
    """What happens to a listing; None when it has nothing to do with code that was converted.

    Args:
        listed_too: packages that a file lists which this one takes in.
        bare: whether packages are added without a bound, where ``>`` would have to be quoted.
    """
    v1 = [entry for entry in (*listing.entries, *listing.fixed) if is_v1_package(entry.name)]
    had = {module for one in served.code for module in v1_modules(one.before)}
    if not v1 or not (had or served.linked):
        return None
    left = {module: one.path for one in served.code for module in sorted(one.left)}
    if served.keeps_v1:
        kept = said.verdict(Outcome.CONVERTED, "stays: what runs with these packages may need it in v2 too")
        return Change((), (), v1[0], tuple((entry, kept) for entry in v1))
    gone = [entry for entry in v1 if not is_for(entry.name, left)]
    added = _added(listing, served, gone, listed_too)
    old = [entry for entry in listing.entries if brings_v1(entry)] if AI_ML in added and not left else []
    if old:
        v1, gone, added = [*v1, *old], [*gone, *old], [*added, TRACKING]
    if not gone and not added:
        return Change((), (), v1[0], tuple((entry, _stays(entry, left, said)) for entry in v1))
    reason = _hindrance(listing, v1, gone, added)
    if reason:
        verdict = said.verdict(Outcome.MANUAL, _advice(reason, gone, added))
        return Change((), (), v1[0], tuple((entry, verdict) for entry in v1))
    stuck = [entry for entry in gone if entry in listing.fixed]
    gone = [entry for entry in gone if entry not in stuck]
    place = _place(listing, gone, v1)
    alone = listing.emptied(gone, place if added else None)
    gone = [entry for entry in gone if entry not in alone]
    texts = ", ".join(wanted.name if bare else wanted.text for wanted in added)
    verdicts = []
    for entry in v1:
        if entry in alone:
            what = "installed here: remove this command" if bare else "listed here: remove the list"
            verdicts.append((entry, said.verdict(Outcome.MANUAL, f"nothing else is {what}")))
        elif entry in stuck:
            verdicts.append((entry, said.verdict(Outcome.MANUAL, "it does not stand on a line of its own: remove it")))
        elif entry not in gone:
            verdicts.append((entry, _stays(entry, left, said, texts)))
        elif entry in old and entry is not place:
            verdicts.append((entry, said.verdict(Outcome.CHANGED, f"{entry.text} needs azureml-core", TRACKING.text)))
        elif entry is place and added:
            verdicts.append((entry, _replaced(texts, listing, added, served, said)))
        else:
            what = "no code that gets these packages imports it any more" if had else _UNUSED
            verdicts.append((entry, said.verdict(Outcome.DROPPED, what)))
    new = (
        tuple(replace(one, bound=one.bound if one.bound[:2] == "==" else "") for one in added) if bare else tuple(added)
    )
    return Change(tuple(gone), new, place, tuple(verdicts))


_UNUSED = "no script that runs with these packages imports azureml; what only came with it has to be listed"


def _added(listing: Listing, served: Served, gone: Sequence[Listed], listed_too: Sequence[str]) -> list[Wanted]:
    names = {*listing.names, *listed_too}
    gained = {module for one in served.code for module in one.gained}
    wanted = needed_for(gained)
    if any(one.scores for one in served.code) and any(entry.name == "azureml-defaults" for entry in gone):
        wanted.append(SERVER)
    found = [one for one in wanted if one.name not in names and not (one.name == "mlflow" and "mlflow-skinny" in names)]
    return found + [one for one in beside_pinned(listing.entries, found) if one.name not in names]


def _hindrance(listing: Listing, v1: Sequence[Listed], gone: Sequence[Listed], added: Sequence[Wanted]) -> str:
    """Why a person has to change the file."""
    if listing.hashed:
        return "the file says the hash of each package"
    if all(entry in listing.fixed for entry in v1):
        return "not every package stands on a line of its own"
    for one in listing.lists:
        if not one.takes_wheels and added and _only_place(listing) and any(is_v1_package(e.name) for e in one.entries):
            return "these are no conda packages, and there is no list for pip"
    return ""


def _only_place(listing: Listing) -> bool:
    return not any(one.takes_wheels and one.entries for one in listing.lists)


def _advice(reason: str, gone: Sequence[Listed], added: Sequence[Wanted]) -> str:
    parts = []
    if gone:
        parts.append("remove " + ", ".join(entry.name for entry in gone))
    if added:
        parts.append("add " + ", ".join(wanted.text for wanted in added))
    return f"{reason}: {'; '.join(parts)}"


def _place(listing: Listing, gone: Sequence[Listed], v1: Sequence[Listed]) -> Listed:
    """In the first list for pip that holds v1: what goes from it first, else its first of v1; without, the last one."""
    pip = [one.entries for one in listing.lists if one.takes_wheels]
    for entries in pip:
        there = [entry for entry in entries if entry in v1]
        if there:
            return next((entry for entry in there if entry in gone), there[0])
    last = [entry for entries in pip for entry in entries[-1:]]
    return last[-1] if last else v1[0]


def _stays(entry: Listed, left: dict[str, str], said: Said, added: str = "") -> Verdict:
    users = [path for module, path in sorted(left.items()) if is_for(entry.name, [module])] or sorted(left.values())
    if not users:
        return said.verdict(Outcome.CONVERTED, "stays as it is")
    beside = f", beside {added}" if added else ""
    more = f" and {len(set(users)) - 1} more" if len(set(users)) > 1 else ""
    return said.verdict(
        Outcome.MANUAL, f"stays{beside}: {users[0]}{more} still imports SDK v1; remove it when that is converted"
    )


def _replaced(texts: str, listing: Listing, added: Sequence[Wanted], served: Served, said: Said) -> Verdict:
    version = tuple(int(part) for part in listing.python.split(".")[:2] if part.isdigit())
    if len(version) == 2 and version < OLDEST_PYTHON and (AI_ML in added or IDENTITY in added):
        needed = ".".join(map(str, OLDEST_PYTHON))
        message = f"{IDENTITY.text} needs Python {needed} or later, and the file asks for {listing.python}: raise it"
        return said.verdict(Outcome.CHANGED, message, texts)
    if served.linked:
        return said.verdict(Outcome.CHANGED, "the environment of the jobs holds what their scripts import now", texts)
    return said.verdict(Outcome.CONVERTED, "", texts)

"""The proof level of each pipeline in a set of converted files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.conversion import FileKind
from migrate.verify.belongs import Files, dependencies, python_files, users
from migrate.verify.builds import BuildResult, BuildSession, BuiltPipeline, Run, build_many
from migrate.verify.conforming import check_conforming, sdk_missing
from migrate.verify.excused import Excused
from migrate.verify.levels import ExpectedPipeline, Finding, LeftPlace, Level, NotChecked, PipelineProof
from migrate.verify.not_provable import not_provable
from migrate.verify.parsed import check_parsed
from migrate.verify.places import nearest
from migrate.verify.project.launch import Launch

if TYPE_CHECKING:
    from migrate.verify.equivalence import Original

_WITHOUT_VALUES = "while nobody gives the values that are made up: "
_DECORATOR_LINES = 8  # lines that the decorators of a pipeline function may take


@dataclass(frozen=True)
class Proofs:
    """What was proved, and what stands against more.

    Args:
        findings: by file, for every file that has any.
        pipelines: in the order in which they were asked for.
        jobs: those that are no pipelines, likewise.
        not_checked: checks that could not be made.
        runs: what was executed for the level ``builds``.
    """

    findings: dict[str, tuple[Finding, ...]]
    pipelines: tuple[PipelineProof, ...]
    not_checked: tuple[NotChecked, ...] = ()
    runs: tuple[BuildResult, ...] = ()
    jobs: tuple[PipelineProof, ...] = ()


def prove(
    root: Path,
    outputs: Sequence[tuple[str, FileKind]],
    pipelines: Sequence[ExpectedPipeline],
    *,
    level: Level = Level.CONFORMING,
    trust_code: bool = False,
    timeout: float = 300,
    left: Iterable[LeftPlace] = (),
    original: Original | None = None,
    launch: Launch | None = None,
) -> Proofs:
    """Prove converted files as far as was asked for.

    ``parsed`` and ``conforming`` are always checked. ``builds`` executes the files that hold the pipelines, once with
    compute targets that exist and, where the code asks for that, once with none.

    Args:
        root: folder that all paths are relative to.
        outputs: the files to check, with their kinds.
        pipelines: the pipelines that the files should build, and the jobs by themselves that they should submit.
        level: how far to go.
        trust_code: the user agrees that the files are executed.
        timeout: seconds for each file that is executed.
        original: the v1 code; the level ``equivalent`` needs it.
        launch: how the code is started, on both sides.
        left: the statements that are v1 still, and marked as such; nothing is held against them here.

    Raises:
        UsageError: ``level`` asks for execution, but the code is not trusted or the SDK is missing.
    """
    launch = launch or Launch()
    if launch.source is None and original is not None:
        launch = replace(launch, source=original.root)

    def otherwise(asked: Sequence[ExpectedPipeline], launch: Launch) -> Proofs:
        return prove(
            root, outputs, asked, level=level, trust_code=trust_code, timeout=timeout, left=left,
            original=original, launch=launch,
        )  # fmt: skip

    files = {path: (kind, (root / path).read_bytes()) for path, kind in outputs}
    excused = Excused(left, files)
    parsed = {path: excused.without(check_parsed(path, data, kind)) for path, (kind, data) in files.items()}
    broken = {path for path, found in parsed.items() if any(finding.is_error for finding in found)}
    conforming: dict[str, list[Finding]] = {}
    missing = sdk_missing()
    not_checked = [missing] if missing is not None else []
    if missing is None:
        for path, (kind, data) in files.items():
            if path not in broken:
                result = check_conforming(path, data, kind, root)
                conforming[path] = excused.without(result.findings)
                not_checked += result.not_checked
    runs: list[BuildResult] = []
    if level >= Level.BUILDS:
        readable = {path: file for path, file in files.items() if path not in broken}
        runs = _run(root, readable, pipelines, launch, trust_code, timeout)
    findings = {path: (*parsed[path], *conforming.get(path, [])) for path in files}
    findings = {path: found for path, found in findings.items() if found}
    proofs = tuple(
        _prove_one(item, pipelines, files, parsed, conforming, not_checked, runs, level) for item in pipelines
    )
    if level >= Level.EQUIVALENT and original is not None:
        proofs, apart = _equivalent(root, original, pipelines, proofs, runs, launch, trust_code, timeout, level)
        for guesses in () if launch.guesses else dict.fromkeys(apart.values()):
            wanted = [item for item, needed in apart.items() if needed == guesses]
            proofs = tuple(_better(pipelines, proofs, otherwise(pipelines, replace(launch, guesses=guesses)), wanted))
    asked = [] if launch.by_users else _made_of_stand_ins(root, files, pipelines, proofs, runs, level)
    if asked:
        proofs = _further(proofs, otherwise(asked, replace(launch, by_users=True)))
    pipelines_proved, jobs_proved = (tuple(one for one in proofs if one.alone is alone) for alone in (False, True))
    return Proofs(findings, pipelines_proved, tuple(not_checked), tuple(runs), jobs_proved)


def _equivalent(
    root: Path,
    original: Original,
    pipelines: Sequence[ExpectedPipeline],
    proofs: tuple[PipelineProof, ...],
    runs: Sequence[BuildResult],
    launch: Launch,
    trust_code: bool,
    timeout: float,
    level: Level,
) -> tuple[tuple[PipelineProof, ...], dict[ExpectedPipeline, frozenset[str]]]:
    """Compare each pipeline that builds with its original, and run both when that is asked for.

    Returns:
        the proofs, and for pipelines that differ what values could be made up for on both sides: what one of them was
        run with, and what nobody gave either.
    """
    # Only here: they are not needed for the lower levels, and cost their start.
    from migrate.verify.equivalence import prove_equivalent
    from migrate.verify.same_files import run_both

    existing = [run for run in runs if run.compute_exists]
    built = [
        (item, _first(item, pipelines, existing))
        for item, proof in zip(pipelines, proofs, strict=True)
        if proof.level is Level.BUILDS
    ]
    found = prove_equivalent(original, root, built, launch=launch, trust_code=trust_code, timeout=timeout)
    compared = []
    for item, proof in zip(pipelines, proofs, strict=True):
        result = found.get(item)
        if result is not None:
            reached, against = proof.level, [*result.against, *lost_names(item, existing, result.failed)]
            v2_guard = next((run.guard for run in existing if _matching(item, pipelines, [run])), "")
            guards = {"the v1 code": result.guard, "the v2 code": v2_guard}
            if not against:
                reached = Level.EQUIVALENT
                if level >= Level.RUNS and not item.alone:
                    for graph, job, pairs in result.compared:
                        ran = run_both(graph, job, original.root, root, original.given, pairs, timeout=timeout)
                        against += ran.against
                        guards["what ran"] = ran.guard
                    reached = Level.EQUIVALENT if against else Level.RUNS
            listed = (*against, *proof.differences, *result.excused, *result.notes, *_held_in(guards))
            proof = replace(
                proof,
                level=reached,
                differences=tuple(dict.fromkeys(listed)),
                excused=result.excused,
                reason=_reason(against),
                compared=result.drawn,
            )
        compared.append(proof)
    apart = {}
    for item, _ in built:
        ours, theirs = found[item], next((run for run in existing if _matching(item, pipelines, [run])), None)
        if ours.against and theirs is not None:
            wanted = ours.guesses.union(ours.missed, theirs.guesses, theirs.missed)
            if not wanted <= ours.guesses & theirs.guesses:
                apart[item] = wanted
    return tuple(compared), apart


def _made_of_stand_ins(
    root: Path,
    files: Files,
    pipelines: Sequence[ExpectedPipeline],
    proofs: Sequence[PipelineProof],
    runs: Sequence[BuildResult],
    level: Level,
) -> list[ExpectedPipeline]:
    """The pipelines of files with one whose functions got stand-ins where a file that imports them knows better."""
    called = {run.path for run in runs if run.called}
    short = {one.path for one in proofs if one.path in called and not one.level.reaches(level)}
    everything = {**python_files(root), **files} if short else files
    used = {path for path in short if users(path, everything)}
    return [item for item in pipelines if item.path in used]


def _further(proofs: Sequence[PipelineProof], other: Proofs) -> tuple[PipelineProof, ...]:
    """The proofs, with those of another run for the pipelines that got further in it."""
    known = {_place(one): one for one in (*other.pipelines, *other.jobs)}
    again = (known.get(_place(one), one) for one in proofs)
    return tuple(one if one.level.reaches(new.level) else new for one, new in zip(proofs, again, strict=True))


def _better(
    pipelines: Sequence[ExpectedPipeline],
    proofs: Sequence[PipelineProof],
    other: Proofs,
    wanted: Collection[ExpectedPipeline],
) -> Iterator[PipelineProof]:
    """The proofs, with those of a run with other values for the pipelines that got further in it."""
    found = {_place(one): one for one in (*other.pipelines, *other.jobs)}
    for item, proof in zip(pipelines, proofs, strict=True):
        again = found.get(_place(proof))
        if item not in wanted or again is None or proof.level.reaches(again.level):
            yield proof
            continue
        before = [line for line in proof.differences if line not in again.differences]
        told = (f"{_WITHOUT_VALUES}{line}" for line in before)
        yield replace(again, differences=(*again.differences, *told))


def _place(proof: PipelineProof) -> tuple[object, ...]:
    return proof.path, proof.line, proof.name, proof.alone


def _held_in(guards: Mapping[str, str]) -> list[str]:
    """Which guards held what was executed, by what that was; a line for all that are alike."""
    alike: dict[str, list[str]] = {}
    for what, guard in guards.items():
        if guard:
            alike.setdefault(guard, []).append(what)
    return [f"{' and '.join(what)} {'were' if what[1:] else 'was'} held in: {guard}" for guard, what in alike.items()]


def _run(
    root: Path,
    files: Files,
    pipelines: Sequence[ExpectedPipeline],
    launch: Launch,
    trust_code: bool,
    timeout: float,
) -> list[BuildResult]:
    """Call the entries and run the files that hold the other pipelines; for what those do not build, their users."""
    everything = {**python_files(root), **files}
    results: list[BuildResult] = []

    def build(starts: Iterable[tuple[str, str | None]]) -> None:
        runs = _with_modes(dict.fromkeys(starts), everything, launch)
        results.extend(build_many(root, runs, trust_code=trust_code, timeout=timeout, session=session))

    def lost() -> list[str]:
        found = [item.path for item in pipelines if not _matching(item, pipelines, results)]
        return [path for path in dict.fromkeys(found) if path in files]

    with BuildSession() as session:
        build(launch.entry_files(everything))
        launch.start_files(
            lost, lambda path: users(path, everything), lambda paths: build((path, None) for path in paths)
        )
    return results


def _with_modes(starts: Iterable[tuple[str, str | None]], files: Files, launch: Launch) -> list[Run]:
    """Each start, and once more without compute targets where the code creates those that it does not find.

    Code that only says so needs them, in v1 as well.
    """
    runs = []
    for path, entry in starts:
        run = Run(path, args=launch.args, entry=entry, env_file=launch.env_file, source=launch.source,
                  guesses=launch.guesses)  # fmt: skip
        runs.append(run)
        texts = [files[item][1] for item in dependencies(path, files) if item in files]
        if all(any(word in text for text in texts) for word in (b"ResourceNotFoundError", b"compute.begin_create")):
            runs.append(replace(run, compute_exists=False))
    return runs


def _prove_one(
    item: ExpectedPipeline,
    among: Sequence[ExpectedPipeline],
    files: Files,
    parsed: dict[str, list[Finding]],
    conforming: dict[str, list[Finding]],
    not_checked: Sequence[NotChecked],
    runs: Sequence[BuildResult],
    level: Level,
) -> PipelineProof:
    needed = [path for path in dependencies(item.path, files) if path in files]
    reached = Level.NONE
    against: list[Finding | str] = [finding for path in needed for finding in parsed[path] if finding.is_error]
    if not against and item.path in files:
        reached = Level.PARSED
        against = [finding for path in needed for finding in conforming.get(path, []) if finding.is_error]
        against += [str(reason) for reason in not_checked if reason.path in ("", *needed)]
    warnings: list[Finding | str] = []
    built = _matching(item, among, runs)
    if not against and reached is Level.PARSED:
        reached = Level.CONFORMING
        if level >= Level.BUILDS:
            against, warnings = _against_building(item, among, built, runs)
            reached = Level.CONFORMING if against else Level.BUILDS
    listed = [*against, *warnings]
    return PipelineProof(
        item.name,
        item.path,
        item.line,
        reached,
        tuple(dict.fromkeys(str(entry) for entry in listed)),
        not_provable(built[0].dump, built[0].extras) if built else (),
        tuple(dict.fromkeys(entry for entry in listed if isinstance(entry, Finding))),
        reason=_reason([str(entry) for entry in against]),
        alone=item.alone,
    )


def lost_names(item: ExpectedPipeline, runs: Sequence[BuildResult], failed: Set[str]) -> list[str]:
    """The names that the code reads after it has built the pipeline, and that v1 has there but the result has not.

    Only the first failure of a run tells it: after another one, what it would have bound is missing, too.
    """
    first = [run.failures[0] for run in runs if run.path == item.path and run.failures]
    lost = [one for one in first if one.type in ("NameError", "UnboundLocalError") and one.message not in failed]
    return [f"the script failed: {failure}" for failure in lost]


def _reason(against: Sequence[str]) -> str:
    """What keeps a pipeline from the next level, in one line."""
    reasons = list(dict.fromkeys(" ".join(line.split()) for line in against))
    more = f" (and {len(reasons) - 1} more)" if reasons[1:] else ""
    return f"{reasons[0]}{more}" if reasons else ""


def _against_building(
    item: ExpectedPipeline,
    among: Sequence[ExpectedPipeline],
    built: Sequence[BuiltPipeline],
    runs: Sequence[BuildResult],
) -> tuple[list[Finding | str], list[Finding | str]]:
    """What keeps a pipeline from ``builds``, and what a reviewer should know."""
    findings = [finding for job in built for finding in job.findings]
    if any(run.path != item.path and _matching(item, among, [run]) for run in runs):
        # What functions did with stand-ins says nothing of a pipeline that their callers have built.
        runs = [run for run in runs if not run.called or _matching(item, among, [run])]
    mine = [run for run in runs if run.path == item.path]
    # a component that one of the runs calls is called
    findings += [finding for run in mine[:1] for finding in run.findings if all(finding in r.findings for r in mine)]
    against: list[Finding | str] = [finding for finding in findings if finding.is_error]
    warnings: list[Finding | str] = [finding for finding in findings if not finding.is_error]
    warnings += [note for run in mine for note in run.notes]
    failures = [str(failure) for run in runs if run.path == item.path for failure in run.failures]
    for path in dict.fromkeys(run.path for run in runs):
        ways = {run.compute_exists: [other for other in runs if other.path == path
                                     and other.compute_exists == run.compute_exists]
                for run in runs if run.path == path}  # fmt: skip
        found = {exists: bool(_matching(item, among, alike)) for exists, alike in ways.items()}
        if any(found.values()):
            missing = ["exist" if exists else "do not exist" for exists, built_so in found.items() if not built_so]
            against += [f"not built when compute targets {when}" for when in missing]
    if not built:
        against += [*(f"not built: {failure}" for failure in failures)] or [
            "no job was submitted here" if item.alone else "no pipeline of this name was built"
        ]
    else:
        # what fails after the pipeline was built says nothing against it, but a reviewer should see it
        warnings += [f"the script failed: {failure}" for failure in failures]
    return against, warnings


def _first(
    item: ExpectedPipeline, among: Sequence[ExpectedPipeline], runs: Sequence[BuildResult]
) -> list[BuiltPipeline]:
    """The jobs of a pipeline in the first run that builds it."""
    return next((jobs for run in runs if (jobs := _matching(item, among, [run]))), [])


def _matching(
    item: ExpectedPipeline, among: Sequence[ExpectedPipeline], runs: Sequence[BuildResult]
) -> list[BuiltPipeline]:
    """The jobs of a pipeline, by name and then by place; one job per run, or several when it is called repeatedly."""
    if item.alone:
        return _submitted(item, [job for run in runs for job in run.alone if job.path == item.path])
    jobs = [job for run in runs for job in run.jobs if job.path == item.path]
    named = [job for job in jobs if job.name == item.name]
    if named:
        same_cell = [job for job in named if job.cell == item.cell] or named
        nearest = min(abs(job.line - item.line) for job in same_cell) if item.line else None
        return [job for job in same_cell if nearest is None or abs(job.line - item.line) == nearest]
    if item.line:
        at_line = [job for job in jobs if job.cell == item.cell and 0 <= job.line - item.line <= _DECORATOR_LINES]
        if at_line:
            return at_line
    # a file with one pipeline, in the plan and in the run: the name does not matter
    alone = len({(job.name, job.line) for job in jobs}) == 1 and sum(other.path == item.path for other in among) == 1
    return jobs if alone else []


def _submitted(item: ExpectedPipeline, jobs: Sequence[BuiltPipeline]) -> list[BuiltPipeline]:
    """The jobs that one statement submits."""
    return nearest([job for job in jobs if job.cell == item.cell], item.line, lambda job: job.line)

"""``convert`` from the command line to the files on disk."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from migrate.cli import parts
from migrate.conversion import ConvertedFile, Document
from tests.cli import fake
from tests.cli.conftest import Run
from tests.cli.fake import V1, V2


def tree(root: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def notebook(*sources: str) -> bytes:
    cells = [
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source.splitlines(True)}
        for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}, indent=1).encode()


PROJECT: dict[str, str | bytes] = {
    "pipeline.py": f"{V1}# pipeline training\n# new components/a.yaml name: a\n# script scripts\n",
    "nb.ipynb": notebook("!pip list", V1),
    "scripts/train.py": "print('é')\n",
    "data/a.csv": b"1,2\r\n\xff",
    "README.md": "# A\n",
}


def test_a_folder_is_mirrored_and_the_source_stays(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    before = contents(tmp_path / "v1")
    outcome = run("convert", "v1", "-o", "out")
    assert outcome.code == 0
    assert contents(tmp_path / "v1") == before
    assert contents(tmp_path / "out") == {
        **before,
        "pipeline.py": before["pipeline.py"].replace(V1.encode(), V2.encode()),
        "nb.ipynb": notebook("!pip list", V2).replace(b'"execution_count": 1', b'"execution_count": null').replace(
            b"null", b"1", 1
        ),
        "components/a.yaml": b"name: a\n",
    }  # fmt: skip
    assert outcome.out == (
        "Files:              3   2 converted, 1 unchanged, 0 failed\n"
        "Uses of SDK v1:     2   2 converted, 0 changed, 0 dropped, 0 manual\n"
        "Pipelines:          1   1 parsed, 1 conforming\n"
        "  training  conforming  pipeline.py:2\n"
        "Written to:     out\n"
    )
    assert outcome.err == "note: nothing was really checked\n"


def test_the_files_that_say_what_a_snapshot_leaves_out_are_kept(run: Run, tmp_path: Path) -> None:
    ignore = {".amlignore": b"data/\r\n# mine", "src/.amlignore": b"*.log\n"}
    tree(tmp_path / "v1", {**PROJECT, **ignore})
    assert run("convert", "v1", "-o", "out").code == 0
    assert contents(tmp_path / "out").items() >= ignore.items()


def test_the_default_folder_is_v2_output_and_is_not_read_again(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, PROJECT)
    for _ in range(2):
        assert run("convert", ".").code == 0
    assert (tmp_path / "v2_output/pipeline.py").read_text().startswith(V2)
    assert not (tmp_path / "v2_output/v2_output").exists()


def test_several_paths_keep_their_places_below_the_common_folder(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"p/one/a.py": V1, "p/two/b.py": V1, "p/three/c.py": V1})
    assert run("convert", "p/one", "p/two/b.py", "-o", "out").code == 0
    assert list(contents(tmp_path / "out")) == ["one/a.py", "two/b.py"]


def test_beside_a_single_file_comes_what_it_refers_to(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    assert run("convert", "v1/pipeline.py", "-o", "out").code == 0
    assert list(contents(tmp_path / "out")) == ["components/a.yaml", "pipeline.py", "scripts/train.py"]


def test_links_inside_the_tree_are_kept(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", {"a.py": V1})
    (tmp_path / "v1/b.py").symlink_to("a.py")
    assert run("convert", "v1", "-o", "out").code == 0
    assert (tmp_path / "out/b.py").is_symlink()
    assert (tmp_path / "out/b.py").read_text() == V2


def test_an_old_output_is_overwritten_and_strangers_in_it_are_told(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "out/a.py": "old", "out/mine.txt": "x"})
    outcome = run("convert", "v1", "-o", "out", "--report", "out/report.json")
    assert contents(tmp_path / "out")["a.py"] == V2.encode()
    assert contents(tmp_path / "out")["mine.txt"] == b"x"
    assert "note: out: mine.txt not from this conversion, left as it was\n" in outcome.err
    outcome = run("convert", "v1", "-o", "out", "--report", "out/report.json")
    assert "report.json" not in outcome.err


@pytest.mark.parametrize("output", ["v1", ".", "v1/../v1"])
def test_the_source_is_never_the_output(run: Run, tmp_path: Path, output: str) -> None:
    tree(tmp_path, {"v1/a.py": V1})
    outcome = run("convert", "v1", "-o", output)
    assert outcome.code == 2
    assert "would overwrite the source v1" in outcome.err
    assert contents(tmp_path) == {"v1/a.py": V1.encode()}


def test_what_fails_is_told_copied_and_does_not_stop_the_rest(run: Run, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "good.py": V1,
        "empty.py": "",
        "syntax.py": f"{V1}def (:\n",
        "python2.py": f"{V1}print 'x'\n",
        "latin.py": b"import azureml\ns = '\xe9'\n",
        "broken.ipynb": '{"azureml',
        "lookalike.py": "from mylib import Workspace, PythonScriptStep\n",
    }
    tree(tmp_path / "v1", files)
    outcome = run("convert", "v1", "-o", "out", "--report", "r.json")
    assert outcome.code == 2
    assert contents(tmp_path / "out") == {**contents(tmp_path / "v1"), "good.py": V2.encode()}
    errors = [line for line in outcome.err.splitlines() if line.startswith("error:")]
    assert [line.split(" ")[1] for line in errors] == [
        "v1/broken.ipynb:1:", "v1/latin.py:2:", "v1/python2.py:", "v1/syntax.py:"
    ]  # fmt: skip
    assert "line 2: not valid Python" in errors[3]
    assert "Traceback" not in outcome.err
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["summary"]["files"] == {"read": 7, "converted": 1, "unchanged": 2, "failed": 4}
    assert {file["path"]: file["status"] for file in report["files"]}["latin.py"] == "failed"


def test_a_missing_path_is_one_line(run: Run, tmp_path: Path) -> None:
    outcome = run("convert", "v1/nothing.py")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "error: v1/nothing.py: no such file or folder (check the spelling)\n"


def test_what_is_left_to_a_person_is_exit_code_1(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", {"a.py": f"{V1}# manual set the credential\n"})
    outcome = run("convert", "v1", "-o", "out")
    assert outcome.code == 1
    assert "  a.py:2: AML101 azureml.core.Workspace: set the credential\n" in outcome.out


def test_quiet_prints_errors_only(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", {"a.py": f"{V1}# manual set it\n", "b.py": b"import azureml # \xff"})
    outcome = run("convert", "v1", "-o", "out", "--quiet", "--report", "r.json")
    assert outcome.out == ""
    assert [line.partition(":")[0] for line in outcome.err.splitlines()] == ["error"]
    assert outcome.code == 2
    assert sorted(contents(tmp_path)) == ["out/a.py", "out/b.py", "r.json", "v1/a.py", "v1/b.py"]
    assert run("convert", "v1", "--diff", "-q").out.startswith("diff --git a/a.py b/a.py\n")


def test_verbose_lists_every_file_and_finding(run: Run, tmp_path: Path) -> None:
    manual = "".join(f"# manual number {number}\n" for number in range(30))
    tree(tmp_path / "v1", {"a.py": V1 + manual, "b.py": "print(1)\n"})
    outcome = run("convert", "v1", "-o", "out", "--verbose")
    assert "Files:\n  converted a.py\n  unchanged b.py\n" in outcome.out
    assert outcome.out.count("AML101 azureml.core.Workspace: number") == 30
    assert "more (" not in outcome.out
    assert "more (" in run("convert", "v1", "-o", "out").out


def test_quiet_and_verbose_exclude_each_other(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", {"a.py": V1})
    outcome = run("convert", "v1", "-q", "-v")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "error: --quiet and --verbose exclude each other (leave one of them out)\n"


def test_check_writes_nothing(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v2/a.py": V2, "v2/m.py": "import azureml\n# manual x\n"})
    before = contents(tmp_path)
    assert run("convert", "v1", "--check").code == 1
    assert run("convert", "v1", "--check", "--in-place").code == 1
    assert run("convert", "v2", "--check").code == 0
    assert contents(tmp_path) == before


def test_check_still_writes_the_reports_that_were_asked_for(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1})
    outcome = run("convert", "v1", "--check", "--report", "r.json")
    assert "Nothing was written.\n" in outcome.out
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["files"][0]["output_path"] is None
    assert report["files"][0]["status"] == "converted"


def test_diff_is_the_result_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1})
    outcome = run("convert", "v1", "--diff")
    assert outcome.out == (
        f"diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-{V1}+{V2}"
    )  # fmt: skip
    assert "Files:" in outcome.err
    assert list(contents(tmp_path)) == ["v1/a.py"]


def test_all_reports(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    names = ["r/report.json", "r/report.md", "r/changes.patch"]
    outcome = run("convert", "v1", "-o", "out", *(word for name in names for word in ("--report", name)))
    assert [line for line in outcome.out.splitlines() if line.startswith("Report:")] == [
        f"Report:         {name}" for name in names
    ]
    assert str(tmp_path) not in "".join((tmp_path / name).read_text() for name in names)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "v1", check=True)
    subprocess.run(["git", "apply", tmp_path / "r/changes.patch"], cwd=tmp_path / "v1", check=True)
    assert contents(tmp_path / "v1") == contents(tmp_path / "out")


def test_an_unknown_report_format_is_refused_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1})
    outcome = run("convert", "v1", "--report", "r.pdf")
    assert outcome.code == 2
    assert (
        outcome.err == "error: r.pdf: no report format for the ending '.pdf' "
        "(use one of: .json, .html, .md, .sarif, .csv, .xml, .patch)\n"
    )
    assert list(contents(tmp_path)) == ["v1/a.py"]


def test_a_patch_does_not_show_secrets(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": f'{V1}auth(service_principal_password="hunter2")\n# manual password="hunter2"\n'})
    reports = ("r.patch", "r.json", "r.md")
    outcome = run("convert", "v1", "-o", "out", *(word for name in reports for word in ("--report", name)))
    assert (
        "note: r.patch holds a.py as a binary delta, which git apply takes: "
        "its lines would show what looks like a secret (a.py:2 and 1 more)\n"
    ) in outcome.err
    for text in (outcome.out, outcome.err, *((tmp_path / name).read_text() for name in reports)):
        assert "hunter2" not in text
    subprocess.run(["git", "apply", "--directory=v1", "r.patch"], cwd=tmp_path, check=True)
    assert contents(tmp_path / "v1") == contents(tmp_path / "out")


def test_the_number_of_processes_does_not_show(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", {f"{n:03}.py": V1 + f"x = {n}\n" * (n * 200) + "# manual x\n" for n in range(30)})
    tree(tmp_path / "v1", {"bad.py": f"{V1}def (:\n"})
    for jobs in ("1", "2", "7"):
        assert run("convert", "v1", "-o", f"out{jobs}", "-j", jobs, "--report", f"{jobs}.json").code == 2
    assert contents(tmp_path / "out1") == contents(tmp_path / "out2") == contents(tmp_path / "out7")
    assert len({(tmp_path / f"{jobs}.json").read_bytes() for jobs in (1, 2, 7)}) == 1


def test_a_pipeline_below_the_level_that_was_asked_for(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": f"{V1}# pipeline low\n", "v1/b.py": f"{V1}# pipeline high\n"})
    assert run("convert", "v1").code == 0
    assert run("convert", "v1", "--verify", "parsed").code == 0
    assert run("convert", "v1", "--verify", "conforming").code == 1
    outcome = run("convert", "v1/b.py", "--verify", "builds", "--trust-code")
    assert outcome.code == 0
    assert "  high  builds  b.py:2\n" in outcome.out


def test_verification_sees_companions_also_when_nothing_is_written(run: Run, tmp_path: Path) -> None:
    tree(tmp_path / "v1", PROJECT)
    outcome = run("convert", "v1", "--check", "--verify", "builds", "--trust-code")
    assert "1 parsed, 1 conforming, 1 builds" in outcome.out


def test_what_does_not_conform_is_left_to_a_person(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": f"{V1}# objection\n"})
    outcome = run("convert", "v1", "--report", "r.json")
    assert outcome.code == 1
    assert "error: a.py:1: unknown name MLClint (use MLClient)\n" in outcome.err
    assert json.loads((tmp_path / "r.json").read_text())["files"][0]["error"] == (
        "line 1: unknown name MLClint (use MLClient)"
    )


def test_a_lost_use_is_a_bug_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": f"{V1}# lost\n"})
    outcome = run("convert", "v1")
    assert outcome.code == 3
    assert outcome.err.startswith("error: a.py:2: the use of azureml.core.Workspace: lost has no outcome\n")
    assert "AZUREML_MIGRATE_DEBUG=1" in outcome.err
    assert list(contents(tmp_path)) == ["v1/a.py"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_crash_of_the_converter_costs_only_its_file(
    run: Run, tmp_path: Path, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filler = "# x\n" * 100_000
    tree(tmp_path, {"v1/a.py": f"{V1}# crash\n{filler}", "v1/b.py": V1 + filler})
    outcome = run("convert", "v1", "-o", "out", "-j", jobs)
    assert outcome.code == 3
    assert (tmp_path / "out/b.py").read_text().startswith(V2)
    assert contents(tmp_path / "out")["a.py"] == contents(tmp_path / "v1")["a.py"]
    assert "a bug in azureml-migrate kept it from being converted: KeyError" in outcome.err
    assert "Traceback" not in outcome.err
    monkeypatch.setenv("AZUREML_MIGRATE_DEBUG", "1")
    assert "Traceback" in run("convert", "v1", "-o", "out", "-j", jobs).err


def test_a_letter_that_the_file_cannot_hold(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": f"# coding: latin-1\n{V1}# letter 20AC\n", "v1/b.py": f"{V1}# letter 20AC\n"})
    outcome = run("convert", "v1", "-o", "out")
    assert outcome.code == 2
    assert "error: v1/a.py: line 4: the converted text holds" in outcome.err
    assert contents(tmp_path / "out")["a.py"] == contents(tmp_path / "v1")["a.py"]
    assert "\N{EURO SIGN}" in (tmp_path / "out/b.py").read_text(encoding="utf-8")


def test_a_new_file_never_replaces_one_of_the_user(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": f"{V1}# new conda.yml ours\n", "v1/conda.yml": "mine\n", "v1/b.py": V1})
    outcome = run("convert", "v1", "-o", "out")
    assert outcome.code == 2
    assert "error: v1/a.py: its new file conda.yml would replace one that exists" in outcome.err
    assert contents(tmp_path / "out") == {
        "a.py": contents(tmp_path / "v1")["a.py"],
        "b.py": V2.encode(),
        "conda.yml": b"mine\n",
    }


def test_what_cannot_be_written_is_told_and_the_rest_is_written(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "v1/b.py": V1, "v1/c.txt": "c", "out/a.py/x": "", "out/c.txt/x": ""})
    outcome = run("convert", "v1", "-o", "out", "--report", "r.json")
    assert outcome.code == 2
    assert (tmp_path / "out/b.py").read_text() == V2
    assert "error: v1/a.py: is a folder there" in outcome.err
    assert "error: v1/c.txt: is a folder there" in outcome.err
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["summary"]["files"]["failed"] == 2
    assert [use["outcome"] for use in report["uses"]] == ["manual", "converted"]


class TestInPlace:
    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        root = tmp_path / "v1"
        tree(root, PROJECT)
        self.git(root, "init", "-q")
        self.git(root, "add", "-A")
        self.git(root, "commit", "-qm", "x")
        return root

    def git(self, folder: Path, *arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    def test_only_changed_files_are_written(self, run: Run, repository: Path) -> None:
        before = contents(repository)
        (repository / "pipeline.py").chmod(0o755)
        self.git(repository, "commit", "-qam", "mode")
        stamps = {name: (repository / name).stat().st_mtime_ns for name in before}
        outcome = run("convert", "v1", "--in-place")
        assert outcome.code == 0
        after = contents(repository)
        assert {name for name in after if after[name] != before.get(name)} == {
            "pipeline.py", "nb.ipynb", "components/a.yaml"
        }  # fmt: skip
        assert (repository / "README.md").stat().st_mtime_ns == stamps["README.md"]
        assert (repository / "pipeline.py").stat().st_mode & 0o777 == 0o755
        assert outcome.out.endswith(f"Written to:     {repository}\n")

    def test_uncommitted_work_is_not_replaced(self, run: Run, repository: Path) -> None:
        (repository / "pipeline.py").write_text(f"{V1}# fresh\n")
        before = contents(repository)
        outcome = run("convert", "v1", "--in-place")
        assert outcome.code == 2
        assert outcome.err.startswith("error: pipeline.py: not committed (commit it first, use --force")
        assert contents(repository) == before
        assert run("convert", "v1", "--in-place", "--force").code == 0
        assert (repository / "pipeline.py").read_text() == f"{V2}# fresh\n"

    def test_other_uncommitted_work_is_not_mixed_with_the_conversion(self, run: Run, repository: Path) -> None:
        (repository / "README.md").write_text("new\n")
        outcome = run("convert", "v1", "--in-place")
        assert (outcome.code, outcome.err.split(" (")[0]) == (2, "error: README.md: not committed")
        assert (repository / "pipeline.py").read_text().startswith(V1)
        assert run("convert", "v1", "--in-place", "--force").code == 0

    def test_uncommitted_work_counts_in_every_repository_below(
        self, run: Run, repository: Path, tmp_path: Path
    ) -> None:
        """Those in one folder that is in none, and a submodule of which the outer one says nothing."""
        tree(tmp_path, {"inner/c.py": V1})
        inner = repository / "inner"
        (tmp_path / "inner").rename(inner)
        self.git(inner, "init", "-q")
        self.git(inner, "add", "-A")
        self.git(inner, "commit", "-qm", "x")
        self.git(repository, "-c", "advice.addEmbeddedRepo=false", "add", "inner")
        self.git(repository, "commit", "-qm", "inner")
        (inner / "c.py").write_text(f"{V1}# fresh\n")
        for path, shown in ((".", "v1/inner/c.py"), ("v1", "inner/c.py")):
            outcome = run("convert", path, "--in-place")
            assert (outcome.code, outcome.err.split(" (")[0]) == (2, f"error: {shown}: not committed")
            assert (repository / "pipeline.py").read_text().startswith(V1)
        self.git(inner, "commit", "-qam", "fresh")
        outcome = run("convert", "v1", "--in-place")
        assert (outcome.code, "repository" in outcome.err) == (0, False)

    def test_a_conversion_of_a_neighbour_is_no_uncommitted_work(self, run: Run, repository: Path) -> None:
        tree(repository, {"one/a.py": V1, "two/b.py": V1})
        self.git(repository, "add", "-A")
        self.git(repository, "commit", "-qm", "two")
        assert run("convert", "v1/one", "--in-place").code == 0
        assert run("convert", "v1/two", "--in-place").code == 0

    def test_other_untracked_files_do_not_matter(self, run: Run, repository: Path) -> None:
        (repository / "untracked.txt").write_text("new\n")
        assert run("convert", "v1", "--in-place").code == 0

    def test_what_an_earlier_run_wrote_is_no_uncommitted_work(self, run: Run, repository: Path) -> None:
        assert run("convert", "v1/pipeline.py", "--in-place").code == 0
        assert run("convert", "v1", "--in-place").code == 0
        assert V2 in (repository / "nb.ipynb").read_text().replace("\\n", "\n")
        (repository / "pipeline.py").write_text(f"{V1}# more\n")
        assert run("convert", "v1", "--in-place").code == 2

    def test_a_file_that_is_edited_meanwhile_is_left_alone(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree(tmp_path, {"v1/a.py": V1, "v1/b.py": V1})

        def convert_and_edit(document: Document) -> ConvertedFile:
            if document.path == "a.py":
                (tmp_path / "v1/a.py").write_text(f"{V1}# edited\n")
            return fake.convert_one(document)

        monkeypatch.setattr(parts, "converter", lambda root, options: convert_and_edit)
        outcome = run("convert", "v1", "--in-place")
        assert outcome.code == 2
        assert "error: v1/a.py: was edited while it was converted (convert it again)" in outcome.err
        assert contents(tmp_path / "v1") == {"a.py": f"{V1}# edited\n".encode(), "b.py": V2.encode()}

    def test_outside_of_git_a_note_is_given(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {"v1/a.py": V1})
        outcome = run("convert", "v1", "--in-place")
        assert (outcome.code, (tmp_path / "v1/a.py").read_text()) == (0, V2)
        assert "note: the files are in no git repository; azureml-migrate undo gives back" in outcome.err

    def test_a_note_is_given_when_some_files_are_outside_of_git(self, run: Run, repository: Path) -> None:
        tree(repository.parent, {"plain/a.py": V1})
        outcome = run("convert", "v1", "plain", "--in-place")
        assert "note: some of the files are in no git repository; azureml-migrate undo" in outcome.err

    def test_a_second_run_changes_nothing(self, run: Run, repository: Path) -> None:
        run("convert", "v1", "--in-place")
        before = contents(repository)
        assert run("convert", "v1", "--in-place").code == 0
        assert contents(repository) == before

    def test_a_read_only_file_stays(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {"v1/a.py": V1, "v1/b.py": V1})
        (tmp_path / "v1/a.py").chmod(0o444)
        outcome = run("convert", "v1", "--in-place")
        assert outcome.code == 2
        assert "error: v1/a.py: is read-only" in outcome.err
        assert contents(tmp_path / "v1") == {"a.py": V1.encode(), "b.py": V2.encode()}

    def test_nothing_is_written_through_a_link(self, run: Run, tmp_path: Path) -> None:
        tree(tmp_path, {"elsewhere/a.py": V1, "v1/b.py": V1})
        (tmp_path / "v1/a.py").symlink_to(tmp_path / "elsewhere/a.py")
        assert run("convert", "v1", "--in-place").code == 0
        assert run("convert", "v1/a.py", "--in-place").code == 2
        assert (tmp_path / "elsewhere/a.py").read_text() == V1
        assert (tmp_path / "v1/a.py").is_symlink()


def test_the_configuration_sets_defaults_and_the_command_line_wins(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1, "pyproject.toml": '[tool.azureml-migrate]\noutput = "out"\nreport = "r.md"\n'})
    assert run("convert", "v1").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "pyproject.toml", "r.md", "v1"]
    run("convert", "v1", "-o", "other", "--report", "o.json")
    assert (tmp_path / "other/a.py").exists()
    assert (tmp_path / "o.json").exists()


def test_an_output_folder_that_is_a_link_in_circles(run: Run, tmp_path: Path) -> None:
    tree(tmp_path, {"v1/a.py": V1})
    (tmp_path / "x").symlink_to("x")
    outcome = run("convert", "v1", "-o", "x")
    assert outcome.code == 2
    assert "is a file, not a folder to write to" in outcome.err

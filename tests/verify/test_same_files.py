"""The level runs: what it starts is held in, and the result says by what."""

from __future__ import annotations

import socket
from pathlib import Path

from migrate.run.data import Given
from migrate.verify.builds import BuiltPipeline
from migrate.verify.graph import Graph, Node, OutputPort, Word, WordKind
from migrate.verify.same_files import RunsAlike, run_both
from tests.run.conftest import command, pipeline, write


def prove(root: Path, text: str, timeout: float = 60) -> RunsAlike:
    """Run a script as a v1 step and as a v2 node."""
    write(root, {"src/s.py": text})
    program = Word(WordKind.LITERAL, "python"), Word(WordKind.LITERAL, "s.py")
    out = Word(WordKind.OUTPUT, "out")
    node = Node(
        "n",
        "command",
        program=program,
        arguments=(out,),
        outputs=(OutputPort("out", kind="folder"),),
        source_folder="src",
    )
    job = BuiltPipeline("p", "main.py", 1, dump=pipeline({"n": command("python s.py ${{outputs.out}}", root / "src")}))
    return run_both(Graph("p", nodes=(node,)), job, root, root, Given(), {"n": "n"}, timeout=timeout)


def test_both_write_the_same(tmp_path: Path) -> None:
    found = prove(tmp_path, "import sys\nopen(sys.argv[1] + '/f', 'w').write('x')")
    assert found.against == ()
    assert found.guard.startswith(("network namespace; writes ", "python sockets refused; writes "))


def test_what_opens_a_socket_or_writes_outside_or_never_ends(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = prove(tmp_path, f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")
    assert [text.partition(":")[0] for text in found.against] == ["v1 did not run through", "v2 did not run through"]
    assert len(prove(tmp_path, f"open({str(tmp_path / 'outside')!r}, 'w')").against) == 2
    assert not (tmp_path / "outside").exists()
    assert "still running after 1 s" in prove(tmp_path, "while True: pass", 1).against[0]
    assert len(prove(tmp_path, "block = bytearray(1 << 40)").against) == 2

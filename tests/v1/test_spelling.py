"""What v1 code says in short is written out, as long as that means the same."""

from __future__ import annotations

import pytest

from migrate.project.reading import decode
from migrate.v1.source import parse
from migrate.v1.spelling import Reading, spell_out
from tests.conversion import PIPELINE, convert

HEAD = "from azureml.pipeline.core import Pipeline\nfrom azureml.pipeline.steps import PythonScriptStep\n"


def _spelled(code: str, taken: str | None = None) -> str | None:
    is_taken = None if taken is None else taken.__eq__
    found = spell_out(Reading(parse(decode(PIPELINE, (HEAD + code).encode()))), is_taken=is_taken)
    return found.source.modules[0].code.removeprefix(HEAD) if found is not None else None


@pytest.mark.parametrize(
    ("code", "spelled"),
    [
        pytest.param(
            "def build(names):\n    return [PythonScriptStep(name) for name in names]\n",
            "def build(names):\n    steps = []\n    for name in names:\n        steps.append(PythonScriptStep(name))\n"
            "    return steps\n",
            id="a comprehension that is returned",
        ),
        pytest.param(
            "steps = {a: PythonScriptStep(a + b) for a in x for b in y if a if b}\n",
            "steps = {}\nfor a in x:\n    for b in y:\n        if a:\n            if b:\n"
            "                steps[a] = PythonScriptStep(a + b)\n",
            id="a dictionary with two loops and two conditions",
        ),
        pytest.param(
            "steps = [1]\npipeline = Pipeline(ws, steps=steps + [PythonScriptStep(a) for a in x])\n",
            "steps = [1]\nsteps_2 = []\nfor a in x:\n    steps_2.append(PythonScriptStep(a))\n"
            "pipeline = Pipeline(ws, steps=steps + steps_2)\n",
            id="a comprehension inside of a call",
        ),
        pytest.param(
            "steps = [PythonScriptStep(a) for a in x] if x else []\n",
            "if x:\n    steps = []\n    for a in x:\n        steps.append(PythonScriptStep(a))\n"
            "else:\n    steps = []\n",
            id="a comprehension on a condition",
        ),
        pytest.param(
            "steps.append(PythonScriptStep('a') if a else PythonScriptStep('b') if b else None)\n",
            "if a:\n    steps.append(PythonScriptStep('a'))\nelse:\n    if b:\n"
            "        steps.append(PythonScriptStep('b'))\n"
            "    else:\n        steps.append(None)\n",
            id="a choice of three",
        ),
        pytest.param(
            "make = lambda name, size=2: PythonScriptStep(name, size)\n",
            "\n\ndef make(name, size=2): return PythonScriptStep(name, size)\n".replace(": return", ":\n    return"),
            id="a lambda",
        ),
        pytest.param(
            "common = dict(allow_reuse=False)\nmore = {**common, 'version': 'a'}\n"
            "a = PythonScriptStep('a', **common)\nb = PythonScriptStep('b', **more)\n",
            "a = PythonScriptStep('a', allow_reuse=False)\nb = PythonScriptStep('b', allow_reuse=False, version='a')\n",
            id="keywords from two dictionaries",
        ),
        pytest.param(
            "n = 1\ncommon = dict(version=n)\nn = 2\na = PythonScriptStep('a', **common)\n",
            "n_2 = 1\nn = 2\na = PythonScriptStep('a', version=n_2)\n",
            id="a value whose variable changes",
        ),
        pytest.param(
            "from functools import partial\ncommon = dict(allow_reuse=False)\n"
            "make = partial(PythonScriptStep, **common)\na = make('a')\nb = PythonScriptStep('b', **common)\n",
            "a = PythonScriptStep('a', allow_reuse=False)\nb = PythonScriptStep('b', allow_reuse=False)\n",
            id="a dictionary in a partial",
        ),
        pytest.param(
            "def north(n):\n    common = dict(version=n)\n    return PythonScriptStep('a', **common)\n\n\n"
            "def south(n):\n    common = dict(version=n + 1)\n    return PythonScriptStep('b', **common)\n\n\n"
            "steps = [north(n=1), south(n=2)]\n",
            "def north(n):\n    return PythonScriptStep('a', version=n)\n\n\n"
            "def south(n):\n    return PythonScriptStep('b', version=n + 1)\n\n\n"
            "steps = [north(n=1), south(n=2)]\n",
            id="dictionaries of one name in two functions",
        ),
        pytest.param(
            "n = 1\ncommon = dict(version=n)\na = PythonScriptStep('a', **common)\n"
            "n = 2\ncommon = dict(version=n)\nb = PythonScriptStep('b', **common)\n",
            "n = 1\na = PythonScriptStep('a', version=n)\nn = 2\nb = PythonScriptStep('b', version=n)\n",
            id="dictionaries of one name one after the other",
        ),
        pytest.param(
            "from functools import partial\nmake = partial(PythonScriptStep, allow_reuse=False, version=1)\n"
            "a = make('a', version=2)\n",
            "a = PythonScriptStep('a', version=2, allow_reuse=False)\n",
            id="a keyword of a partial that the call replaces",
        ),
        pytest.param(
            "a = PythonScriptStep('a'); b = 1 # two\n",
            "a = PythonScriptStep('a')\nb = 1 # two\n",
            id="statements that share a line",
        ),
        pytest.param(
            "a, d, b = PythonScriptStep('a'), data, b # three\n",
            "a = PythonScriptStep('a')\nd = data # three\n",
            id="a step and more in one assignment",
        ),
        pytest.param(
            "a = PythonScriptStep('a')\nif x: steps.append(a) # maybe\nelse: print('without')\n",
            "a = PythonScriptStep('a')\nif x: # maybe\n    steps.append(a)\nelse: print('without')\n",
            id="a branch on the line of its condition",
        ),
        pytest.param(
            "match x.kind:\n    # fast\n    case 'a' | 'b':\n        s = PythonScriptStep('a')\n"
            "    case Kind.C:\n        s = PythonScriptStep('c')\n    case _:\n        s = None\n",
            "# fast\nif x.kind in ('a', 'b'):\n    s = PythonScriptStep('a')\nelif x.kind == Kind.C:\n"
            "    s = PythonScriptStep('c')\nelse:\n    s = None\n",
            id="cases over values",
        ),
        pytest.param(
            "a = PythonScriptStep('a')\na.run_after(b if x else c)\n",
            "a = PythonScriptStep('a')\nif x:\n    a.run_after(b)\nelse:\n    a.run_after(c)\n",
            id="one of two steps that another one waits for",
        ),
        pytest.param(
            'def make(names) -> Iterable[PythonScriptStep]:\n    """Each."""\n    for name in names:\n'
            "        yield PythonScriptStep(name)\n    yield from more\n\n\nall = [*make(x)]\n",
            'def make(names) -> Iterable[PythonScriptStep]:\n    """Each."""\n    steps = []\n'
            "    for name in names:\n        steps.append(PythonScriptStep(name))\n    steps.extend(more)\n"
            "    return steps\n\n\nall = [*make(x)]\n",
            id="a generator",
        ),
        pytest.param(
            "steps = list(map(lambda a: PythonScriptStep(a), x))\nsome = list(filter(lambda s: s.name, steps))\n",
            "steps = []\nfor a in x:\n    steps.append(PythonScriptStep(a))\n"
            "some = list((s for s in steps if s.name))\n",
            id="functions without a name",
        ),
    ],
)
def test_is_written_out(code: str, spelled: str) -> None:
    assert _spelled(code) == spelled


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "steps = [PythonScriptStep(a) for a in x]\nprint(a)\n", id="the variable has another meaning after it"
        ),
        pytest.param("steps = [[PythonScriptStep(a, b) for b in y] for a in x]\n", id="a comprehension in another one"),
        pytest.param("steps = (PythonScriptStep(a) for a in x)\n", id="a generator that nobody runs yet"),
        pytest.param("ok = x and [PythonScriptStep(a) for a in x]\n", id="a comprehension that may not run"),
        pytest.param("class A:\n    steps = [PythonScriptStep(a) for a in x]\n", id="attributes of a class"),
        pytest.param("sizes = [size(a) for a in x]\nmake = lambda a: size(a)\n", id="nothing that makes a step"),
        pytest.param("a, b = PythonScriptStep('a'), later(a)\n", id="an assignment that reads what it binds"),
        pytest.param("a, b = PythonScriptStep('a'), *more\n", id="an assignment of any number"),
        pytest.param("run = e.submit(pipeline); run.wait()\n", id="a line about nothing that goes"),
        pytest.param(
            "match x:\n    case [a]:\n        s = PythonScriptStep(a)\n    case _:\n        s = None\n",
            id="a case that binds a name",
        ),
        pytest.param(
            "match x:\n    case 1 if y:\n        s = PythonScriptStep('a')\n    case _:\n        s = None\n",
            id="a case with a guard",
        ),
        pytest.param(
            "match ask():\n    case 1:\n        s = PythonScriptStep('a')\n    case 2:\n        s = None\n",
            id="cases of what is asked once",
        ),
        pytest.param(
            "def make():\n    yield PythonScriptStep('a')\n\n\nfirst = next(make())\n", id="the first of a generator"
        ),
        pytest.param(
            "def make():\n    got = yield PythonScriptStep('a')\n    print(got)\n\n\nall = list(make())\n",
            id="a generator that is given something",
        ),
        pytest.param(
            "def map(f, x):\n    return x\n\n\ns = list(map(lambda a: PythonScriptStep(a), x))\n", id="another map"
        ),
        pytest.param(
            "common = dict(version=1)\ncommon['version'] = 2\na = PythonScriptStep('a', **common)\n",
            id="a dictionary that is changed",
        ),
        pytest.param(
            "common = dict(version=1)\nadd_to(common)\na = PythonScriptStep('a', **common)\n",
            id="a dictionary that is handed on",
        ),
        pytest.param(
            "common = dict(version=1)\nif x:\n    common = {}\na = PythonScriptStep('a', **common)\n",
            id="a dictionary that depends on a branch",
        ),
        pytest.param(
            "common = dict(version=x.n)\nx.n = 2\na = PythonScriptStep('a', **common)\n",
            id="a value whose attribute changes",
        ),
        pytest.param(
            "common = dict(version=count())\na = PythonScriptStep('a', **common)\n"
            "b = PythonScriptStep('b', **common)\n",
            id="a value that is made once for two steps",
        ),
        pytest.param(
            "common = dict(version=1)\na = PythonScriptStep('a', version=2, **common)\n",
            id="a keyword that is given twice",
        ),
        pytest.param(
            "from functools import partial\nmake = partial(PythonScriptStep, version=1)\nmap(make, x)\n",
            id="a partial that is handed on",
        ),
        pytest.param("def a(common):\n    b = PythonScriptStep('b', **common)\n", id="a dictionary that callers give"),
    ],
)
def test_stays_as_it_is(code: str) -> None:
    assert _spelled(code) is None


@pytest.mark.parametrize(
    ("code", "spelled"),
    [
        pytest.param(
            "def make(name, script='a.py'):\n    return PythonScriptStep(script, name=f'{name} now')\n\n\n"
            "steps = [make('x'), make(y, script=z)]\n",
            "\nsteps = [PythonScriptStep('a.py', name='x now'), PythonScriptStep(z, name=f'{y} now')]\n",
            id="a function that is an expression",
        ),
        pytest.param(
            "def make(name, inputs=None, **more):\n"
            "    return PythonScriptStep(name=name, inputs=inputs or [], **more)\n\n\n"
            "a = make('x', [b.as_mount(), c], version=d)\ne = make('y')\n",
            "\na = PythonScriptStep(name='x', inputs=[b.as_mount(), c], version=d)\n"
            "e = PythonScriptStep(name='y', inputs=[])\n",
            id="lists and further keywords",
        ),
        pytest.param(
            "def make(a):\n    step = PythonScriptStep(a)\n    # Later\n    step.run_after(first)\n    return step\n"
            "x = make('a')\nmake('b')\ny, z = make('c')\n",
            "x = PythonScriptStep('a')\n# Later\nx.run_after(first)\n"
            "step = PythonScriptStep('b')\n# Later\nstep.run_after(first)\n"
            "step_2 = PythonScriptStep('c')\n# Later\nstep_2.run_after(first)\ny, z = step_2\n",
            id="what it returns is bound",
        ),
        pytest.param(
            "def publish(ws, steps):\n    ws = ws.other\n    Pipeline(ws, steps)\n"
            "def main():\n    publish(ws, [a, b])\n",
            "def main():\n    ws_2 = ws\n    ws_2 = ws_2.other\n    Pipeline(ws_2, [a, b])\n",
            id="a parameter that is bound again, and a list",
        ),
        pytest.param(
            "def make(a, *words, inputs=None, name=None):\n"
            "    return PythonScriptStep(a, name=a.replace('.py', ''), arguments=list(words), inputs=inputs or [])\n"
            "x = make('a.py', '--in', b, inputs=[b])\ny = make('b.py')\n",
            "x = PythonScriptStep('a.py', name=\"a\", arguments=['--in', b], inputs=[b])\n"
            "y = PythonScriptStep('b.py', name=\"b\", arguments=[], inputs=[])\n",
            id="any number of arguments, and some by name only",
        ),
        pytest.param(
            "def make(a, big, sizes):\n"
            "    return PythonScriptStep(a, x(1) if big else 2, {'s': t.s, 'l': 2}[sizes], 3 if big else 4)\n"
            "make('a', True, 's')\nmake('b', True, 's')\n",
            "PythonScriptStep('a', x(1) if True else 2, {'s': t.s, 'l': 2}['s'], 3)\n"
            "PythonScriptStep('b', x(1) if True else 2, {'s': t.s, 'l': 2}['s'], 3)\n",
            id="what may be of v1 is not left out of an expression",
        ),
        pytest.param(
            "def submit(steps, a, b):\n    run = Pipeline(ws, steps).submit()\n    if a:\n        if b:\n"
            "            run.wait()\n\n\nsubmit([c], True, False)\nsubmit([d], False, True)\n",
            "\nrun = Pipeline(ws, [c]).submit()\nif False:\n    run.wait()\nrun_2 = Pipeline(ws, [d]).submit()\n",
            id="a branch in a branch that another call does not take",
        ),
        pytest.param(
            "def make(a, inputs=(), outputs=(b, c)):\n    return PythonScriptStep(a, set(inputs), outputs)\n"
            "x = make('a')\ny = make('b', (d, e))\n",
            "x = PythonScriptStep('a', set(()), (b, c))\ny = PythonScriptStep('b', set((d, e)), (b, c))\n",
            id="tuples",
        ),
        pytest.param(
            "def submit(steps, wait=False):\n    run = Pipeline(ws, steps).submit()\n    if wait:\n        run.wait()\n"
            "    return run\n\n\nsubmit([a], wait=True)\nsubmit([b])\n",
            "\nrun = Pipeline(ws, [a]).submit()\nrun.wait()\nrun_2 = Pipeline(ws, [b]).submit()\n",
            id="a branch that one call takes",
        ),
        pytest.param(
            "def submit(steps, wait=False):\n    run = Pipeline(ws, steps).submit()\n    if wait:\n        run.wait()\n"
            "    return run\n\n\nsubmit([a])\n",
            "\nrun = Pipeline(ws, [a]).submit()\nif False:\n    run.wait()\n",
            id="a branch that no call takes",
        ),
        pytest.param(
            "def submit(steps, wait=True):\n    run = Pipeline(ws, steps).submit()\n    if wait:\n        run.wait()\n"
            "    else:\n        run.cancel()\n\n\nsubmit([a])\n",
            "\nrun = Pipeline(ws, [a]).submit()\nif True:\n    run.wait()\nelse:\n    run.cancel()\n",
            id="both branches where each call takes the same",
        ),
    ],
)
def test_functions_are_written_out(code: str, spelled: str) -> None:
    assert _spelled(code, taken="") == spelled


MAKE = "def make(a):\n    return PythonScriptStep(a)\n"


@pytest.mark.parametrize(
    ("code", "taken"),
    [
        pytest.param(MAKE + "make('a')\n", "make", id="another document takes the function"),
        pytest.param(MAKE + "map(make, x)\n", "", id="the function is handed on"),
        pytest.param(MAKE + "make(*x)\n", "", id="the arguments are not known"),
        pytest.param(MAKE + "make = wrap(make)\nmake('a')\n", "", id="the function is bound again"),
        pytest.param("@cache\n" + MAKE + "make('a')\n", "", id="a decorator"),
        pytest.param(MAKE + "make('a')\n" * 41, "", id="many calls"),
        pytest.param(
            "def make(a):\n    if a:\n        return PythonScriptStep(a)\n    return None\nx = make('a')\n",
            "",
            id="two ends",
        ),
        pytest.param(
            "def make(a):\n    return PythonScriptStep(a, source_directory=b)\n"
            "def main():\n    b = 'src'\n    x = make('a')\n",
            "",
            id="a name that means something else at the call",
        ),
        pytest.param(
            "def main():\n    Pipeline(ws, [PythonScriptStep('a')])\nmain()\n", "", id="a pipeline of its own"
        ),
        pytest.param("def size(a):\n    return len(a)\nsize('a')\n", "", id="nothing that makes a step"),
        pytest.param(
            "def make(inputs):\n    return PythonScriptStep(inputs=inputs, outputs=inputs)\n\n\na = [make([b, c])]\n",
            "",
            id="a list that two arguments are",
        ),
        pytest.param(
            "def make(**more):\n    return PythonScriptStep(**more, name=f(**more))\n\n\na = make(version=b)\n",
            "",
            id="keywords for two calls",
        ),
    ],
)
def test_functions_that_stay(code: str, taken: str) -> None:
    assert _spelled(code, taken) is None


def _ordered(code: str) -> str | None:
    head = HEAD.replace("import Pipeline\n", "import Pipeline, StepSequence\n")
    found = spell_out(Reading(parse(decode(PIPELINE, (head + code).encode()))), orders=True)
    return found.source.modules[0].code.removeprefix(head) if found is not None else None


@pytest.mark.parametrize(
    ("code", "spelled"),
    [
        pytest.param(
            "steps = x + []\n# In turn\npipeline = Pipeline(ws, steps=[StepSequence(steps=steps)])\n",
            "steps = x + []\n# In turn\nfor earlier, later in zip(steps, steps[1:]):\n    later.run_after(earlier)\n"
            "pipeline = Pipeline(ws, steps=[steps])\n",
            id="a sequence of a list",
        ),
        pytest.param(
            "b = []\ns = StepSequence([a, b, [c, d], [*e], make()])\n",
            "b = []\nstep = make()\nfor later in b:\n    later.run_after(a)\n"
            "for earlier in b:\n    c.run_after(earlier)\nfor earlier_2 in b:\n    d.run_after(earlier_2)\n"
            "for later_2 in e:\n    later_2.run_after(c)\n"
            "for later_3 in e:\n    later_3.run_after(d)\nfor earlier_3 in e:\n    step.run_after(earlier_3)\n"
            "s = [a, *b, c, d, *e, step]\n",
            id="a sequence of steps and lists",
        ),
        pytest.param(
            "s = StepSequence([a, *b])\n",
            "steps = [a, *b]\nfor earlier, later in zip(steps, steps[1:]):\n    later.run_after(earlier)\ns = steps\n",
            id="a sequence with the elements of a list",
        ),
        pytest.param(
            "[last.run_after(step) for step in steps if step]\n",
            "awaited = []\nfor step in steps:\n    if step:\n        awaited.append(step)\n"
            "for earlier in awaited:\n    last.run_after(earlier)\n",
            id="a comprehension for its effect",
        ),
        pytest.param(
            "for a in x:\n    step = make(a)\n    if a:\n        last.run_after(step)\n",
            "steps = []\nfor a in x:\n    step = make(a)\n    if a:\n        steps.append(step)\n"
            "for earlier in steps:\n    last.run_after(earlier)\n",
            id="a step that waits for what a loop makes",
        ),
    ],
)
def test_orderings_are_written_out(code: str, spelled: str) -> None:
    assert _ordered(code) == spelled
    assert _spelled(code) is None


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("for a in x:\n    step = make(a)\n    step.run_after(first)\n", id="the step of each round waits"),
        pytest.param("for a in x:\n    last.run_after(first)\n", id="the same in each round"),
        pytest.param("for step in steps:\n    last.run_after(step)\n", id="nothing else in the loop"),
        pytest.param("[last.run_after(step) for step in steps]\nprint(step)\n", id="another variable of the name"),
        pytest.param(
            "a = Pipeline(ws, StepSequence(steps))\nb = Pipeline(ws, steps)\n", id="another pipeline of the same steps"
        ),
        pytest.param("s = StepSequence([a, [b, *c]])\n", id="steps beside a list"),
        pytest.param("s = [StepSequence(a) for a in b]\n", id="many sequences"),
    ],
)
def test_orderings_that_stay(code: str) -> None:
    assert _ordered(code) is None


def test_another_class_of_the_name_stays_as_it_is() -> None:
    code = "from azureml.core import Run\nfrom mine import PythonScriptStep\nsteps = [PythonScriptStep(a) for a in x]\n"
    assert spell_out(Reading(parse(decode(PIPELINE, (code).encode())))) is None


def test_code_whose_steps_stay_v1_stays_in_short() -> None:
    code = (
        "from azureml.core import Workspace\n" + HEAD + "\nws = Workspace.from_config()\n"
        'steps = [PythonScriptStep(name, source_directory="src") for name in ("a.py", "b.py")]\n'
        "pipeline = Pipeline(ws, steps=steps)\nprint(len(steps))\n"
    )
    converted = convert(code)
    assert 'steps = [PythonScriptStep(name, source_directory="src") for name in ("a.py", "b.py")]\n' in converted.text
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "manual"


def test_every_use_is_told_by_its_place_in_the_file() -> None:
    code = (
        "from azureml.core import Workspace\n" + HEAD + "\nws = Workspace.from_config()\n"
        'common = {"source_directory": "src"}\n'
        "steps = [\n    PythonScriptStep(\n        name,\n        **common,\n    )\n"
        '    for name in ("a.py", "b.py")\n]\n'
        "pipeline = Pipeline(ws, steps=steps)\n"
    )
    converted = convert(code)
    found = {(use.symbol.rpartition(".")[2], use.name): use.location.line for use in converted.ledger}
    assert found[("PythonScriptStep", "script_name")] == 9
    assert found[("PythonScriptStep", "source_directory")] == 10
    assert found[("Pipeline", "steps")] == 14
    assert converted.outcome("azureml.pipeline.core.Pipeline") == "converted"


_ENVIRONMENT = "from azureml.core import Environment\nenv = Environment('a')\n"


@pytest.mark.parametrize(
    ("code", "spelled"),
    [
        pytest.param(
            "conda = env.python.conda_dependencies\nconda.add_pip_package('numpy')\n"
            "env.python.conda_dependencies = conda\n",
            "env.python.conda_dependencies.add_pip_package('numpy')\n",
            id="put back",
        ),
        pytest.param(
            "if gpu:\n    docker = env.docker\n    docker.base_image = 'a'\nenv.register(ws)\n",
            "if gpu:\n    env.docker.base_image = 'a'\nenv.register(ws)\n",
            id="in a branch",
        ),
        pytest.param(
            "own = run_config.environment\nown.docker.enabled = True\nown.python = section\n",
            "run_config.environment.docker.enabled = True\nrun_config.environment.python = section\n",
            id="parts of the part",
        ),
    ],
)
def test_parts_with_a_variable_of_their_own_are_said_where_they_stand(code: str, spelled: str) -> None:
    found = spell_out(Reading(parse(decode(PIPELINE, (_ENVIRONMENT + code).encode()))))
    assert found is not None
    assert found.source.modules[0].code == _ENVIRONMENT + spelled


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("own = env.docker\nif gpu:\n    env = Environment('b')\nown.enabled = True\n", id="of another"),
        pytest.param("own = env.docker\nenv.docker = other\nown.enabled = True\n", id="another part"),
        pytest.param("own = env.docker\ndef change():\n    own.enabled = True\n", id="read later"),
        pytest.param("own = env.docker\nif gpu:\n    own = 3\nprint(own)\n", id="bound again"),
        pytest.param("own = env.docker  # as it is\nown.enabled = True\n", id="with a comment"),
        pytest.param("own = env.version\nprint(own)\n", id="no part"),
    ],
)
def test_what_a_variable_holds_besides_stays(code: str) -> None:
    assert spell_out(Reading(parse(decode(PIPELINE, (_ENVIRONMENT + code).encode())))) is None

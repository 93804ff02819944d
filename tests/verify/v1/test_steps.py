"""One pipeline per kind of step, with the whole graph compared."""

from __future__ import annotations

from collections.abc import Callable

from migrate.verify.graph import DataSource, Environment, Graph, InputPort, Node, Parameter, Value
from tests.verify.v1.conftest import (
    FILES,
    RAW,
    TraceText,
    command_node,
    default,
    default_environment,
    one_step,
    output,
    sha256,
    values,
    without_places,
    words,
)

GraphOf = Callable[..., Graph]
SOURCE = {"source": {"train.py": sha256(FILES["src/train.py"])}, "source_folder": "src"}


def elsewhere(name: str, kind: str, compute: str) -> Node:
    """A step that runs outside Azure ML: no run configuration."""
    return Node(name, kind, compute=Value(compute))


def test_python_script(graph: GraphOf) -> None:
    found = graph("""\
        out = PipelineData("model", store)
        s = PythonScriptStep("train.py", name="Train it", arguments=["--in", raw, "--out", out, "--rate", 0.5, "a b"],
                             inputs=[raw], outputs=[out], compute_target=cpu, source_directory="src",
                             allow_reuse=False)
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        command_node(
            "Train it",
            arguments=words("--in", "<in>raw", "--out", "<out>model", "--rate", "0.5", "a b"),
            inputs=(RAW,),
            outputs=(output("model"),),
            reuse=Value(False),
        )
    )


def test_command(graph: GraphOf) -> None:
    found = graph("""\
        rate = PipelineParameter("rate", 3)
        s = CommandStep(command=["python -u train.py --n 3 --in", raw, "--rate", rate], name="cmd", inputs=[raw],
                        compute_target=cpu, runconfig=RunConfiguration(), source_directory="src")
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        command_node(
            "cmd",
            line="python -u train.py --n 3 --in ${{inputs.raw}} --rate ${{parameters.rate}}",
            program=words("python", "-u", "train.py"),
            arguments=words("--n", "3", "--in", "<in>raw", "--rate", "<par>rate"),
            inputs=(RAW,),
            environment_variables={
                "EXAMPLE_ENV_VAR": default("EXAMPLE_VALUE"),
                "AML_PARAMETER_rate": default(3, "rate"),
            },
        ),
        parameters=(Parameter("rate", "integer", 3),),
    )


def test_commands_are_lines_of_shell(graph: GraphOf) -> None:
    found = graph("""\
        rate = PipelineParameter("rate", "a b")
        line = "python train.py --title 'two  words' --rate $AML_PARAMETER_rate > out.txt && ls '*' *.txt"
        config = ScriptRunConfig("src", command=line, compute_target=cpu)
        text = CommandStep(line, name="text", compute_target=cpu, source_directory="src", params={"rate": rate})
        lent = CommandStep(name="lent", runconfig=config, params={"rate": rate})
        several = CommandStep(["python 'my  train.py' --in", raw, "--rate", rate, "x y", "&&", "ls"], inputs=[raw],
                              name="several", compute_target=cpu, source_directory="src")
        p = Pipeline(ws, [text, lent, several])
    """)
    nodes = {node.name: node for node in found.nodes}
    for name in ("text", "lent"):
        node = nodes[name]
        assert node.program == words("python", "train.py")
        assert node.arguments == words(
            "--title", "two  words", "--rate", "<par>rate", ">", "out.txt", "&&", "ls", "*", "*.txt"
        )
        assert node.settings == values(command__shell=[">", "&&", "*.txt"], command__split__rate="a b")
    assert nodes["text"].line == (
        "python train.py --title 'two  words' --rate ${{parameters.rate}} > out.txt && ls '*' *.txt"
    )
    assert nodes["several"].line == ("python 'my  train.py' --in ${{inputs.raw}} --rate ${{parameters.rate}} x y && ls")
    assert nodes["several"].program == words("python", "my  train.py")
    assert nodes["several"].arguments == words("--in", "<in>raw", "--rate", "<par>rate", "x", "y", "&&", "ls")
    assert nodes["several"].settings == values(command__shell=["&&"], command__split__rate="a b")


def test_a_sweep_over_a_command(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.train.hyperdrive import *
        run = ScriptRunConfig("src", command="python train.py --title 'two  words' && ls", compute_target=cpu)
        config = HyperDriveConfig(
            run_config=run, hyperparameter_sampling=RandomParameterSampling({"--lr": uniform(0.1, 0.5)}),
            primary_metric_name="accuracy", primary_metric_goal=PrimaryMetricGoal.MAXIMIZE, max_total_runs=8)
        s = HyperDriveStep("tune", config)
        p = Pipeline(ws, [s])
    """)
    node = found.nodes[0]
    assert node.program == words("python", "train.py")
    assert node.arguments == words("--title", "two  words", "&&", "ls", "--lr", "<search>lr")
    assert node.settings["command.shell"] == Value(["&&"])


def test_parallel(graph: GraphOf) -> None:
    found = graph("""\
        config = ParallelRunConfig(
            environment=Environment("e"), entry_script="train.py", source_directory="src", error_threshold=5,
            output_action="append_row", compute_target=cpu, node_count=2,
            mini_batch_size=PipelineParameter("size", "5"),
            run_invocation_timeout=99, append_row_file_name="rows.txt", environment_variables={"A": "b"},
            process_count_per_node=3, allowed_failed_percent=4)
        batch = Dataset.File.from_files((store, "in/batch")).as_named_input("batch")
        side = Dataset.get_by_name(ws, "labels").as_named_input("labels")
        out = PipelineData("scores", store)
        s = ParallelRunStep("score-all", config, inputs=[batch], output=out, side_inputs=[side],
                            arguments=["--labels", side, "--top", 4])
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        command_node(
            "score-all",
            kind="parallel",
            program=words("train.py"),
            arguments=words("--labels", "<in>labels", "--top", "4"),
            inputs=(
                InputPort(
                    "batch", "mount", source=DataSource("azureml://datastores/workspaceblobstore/paths/in/batch")
                ),
                InputPort("labels", "mount", source=DataSource("azureml:labels@latest")),
            ),
            outputs=(output("scores"),),
            node_count=Value(2),
            processes_per_node=Value(3),
            environment_variables={
                "EXAMPLE_ENV_VAR": default("EXAMPLE_VALUE"),
                "A": Value("b"),
                "AML_PARAMETER_size": default("5", "size"),
            },
            settings={
                "parallel.mini_batch_size": Value("5", "size"),
                "parallel.error_threshold": Value(5),
                "parallel.output_action": Value("append_row"),
                "parallel.append_row_file_name": Value("rows.txt"),
                "parallel.logging_level": default("INFO"),
                "parallel.run_invocation_timeout": Value(99),
                "parallel.run_max_try": default(3),
                "parallel.allowed_failed_count": default(None),
                "parallel.allowed_failed_percent": Value(4),
                "parallel.partition_keys": default(None),
                "parallel.description": default(None),
                "parallel.inputs": Value(["batch"]),
            },
        ),
        parameters=(Parameter("size", "string", "5"),),
    )


def test_mini_batches_by_keys_have_no_size(graph: GraphOf) -> None:
    found = graph("""\
        data = Dataset.File.from_files((store, "in/raw")).as_named_input("batch")
        env = Environment("e")
        config = ParallelRunConfig(source_directory="src", entry_script="train.py", error_threshold=5,
                                   partition_keys=["day"], output_action="summary_only", environment=env,
                                   compute_target=cpu, node_count=1)
        s = ParallelRunStep("s", config, inputs=[data], output=PipelineData("rows"))
        p = Pipeline(ws, [s])
    """)
    settings = found.nodes[0].settings
    assert settings["parallel.partition_keys"] == Value(["day"])
    assert settings["parallel.mini_batch_size"] == default(None)


def test_a_parameter_whose_default_is_registered(graph: GraphOf) -> None:
    found = graph("""\
        data = Dataset.File.from_files((store, "in/raw")).register(ws, "sales")
        from azureml.data.dataset_consumption_config import DatasetConsumptionConfig
        given = DatasetConsumptionConfig("batch", PipelineParameter("data", data)).as_mount()
        s = PythonScriptStep("train.py", name="s", arguments=[given], inputs=[given], compute_target=cpu,
                             source_directory="src")
        p = Pipeline(ws, [s])
    """)
    assert [(one.name, one.kind, one.registered_as) for one in found.parameters] == [("data", "data", "sales")]


def test_sweep(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.train.hyperdrive import *
        run = ScriptRunConfig("src", script="train.py", arguments=["--epochs", 2], compute_target=cpu,
                              environment=Environment("e"), max_run_duration_seconds=100)
        sampling = RandomParameterSampling({"--lr": uniform(0.1, 0.5), "--layers": choice(1, 2)})
        config = HyperDriveConfig(
            run_config=run, hyperparameter_sampling=sampling, policy=BanditPolicy(2, slack_factor=0.1),
            primary_metric_name="accuracy", primary_metric_goal=PrimaryMetricGoal.MAXIMIZE, max_total_runs=8,
            max_concurrent_runs=2)
        best = PipelineData("best", store, training_output=TrainingOutput("Model", model_file="outputs/m.pkl"))
        s = HyperDriveStep("tune", config, inputs=[raw], outputs=[best])
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        command_node(
            "tune",
            kind="sweep",
            arguments=words("--epochs", "2", "--lr", "<search>lr", "--layers", "<search>layers"),
            inputs=(RAW,),
            outputs=(output("best"),),
            timeout_seconds=Value(100),
            settings={
                **values(
                    outputs__best__training__type="Model",
                    outputs__best__training__model_file="outputs/m.pkl",
                    sweep__algorithm="random",
                    sweep__goal="maximize",
                    sweep__metric="accuracy",
                    sweep__max_trials=8,
                    sweep__max_concurrent_trials=2,
                    sweep__policy="bandit",
                    sweep__policy__evaluation_interval=2,
                    sweep__policy__delay_evaluation=0,
                    sweep__policy__slack_factor=0.1,
                    sweep__space__lr=["uniform", [0.1, 0.5]],
                    sweep__space__layers=["choice", [1, 2]],
                ),
                "sweep.timeout_seconds": default(604800),
            },
        )
    )


def test_the_log_of_automl_is_no_source(trace: TraceText) -> None:
    """The SDK writes it into the folder as soon as there is a configuration; one that was there is code."""
    text = """\
        from azureml.train.automl import AutoMLConfig
        import pathlib
        data = Dataset.Tabular.from_delimited_files((store, "in.csv"))
        config = AutoMLConfig(task="classification", path=".", training_data=data, label_column_name="y",
                              primary_metric="accuracy", compute_target=cpu)
        pathlib.Path("automl.log").write_text("written while it is traced")
        s = PythonScriptStep("main.py", name="s", compute_target=cpu, source_directory=".")
        p = Pipeline(ws, [s])
    """
    found = trace(text, {"src/automl.log": "of another day\n"})
    assert set(found.graphs[0].nodes[0].source) == {"main.py", "src/automl.log", "src/train.py"}


def test_a_code_folder_that_is_a_file(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.core.compute import BatchCompute
        s = AzureBatchStep(name="s", pool_id="pool", executable="train.py", compute_target=BatchCompute(ws, "account"),
                           source_directory="src/train.py")
        p = Pipeline(ws, [s])
    """)
    assert found.nodes[0].source == {"train.py": sha256(FILES["src/train.py"])}
    assert found.nodes[0].source_folder == "src/train.py"


def test_automl(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.train.automl import AutoMLConfig
        config = AutoMLConfig(task="classification", primary_metric="accuracy", iterations=3, n_cross_validations=2,
                              training_data=Dataset.get_by_name(ws, "people", 2), label_column_name="y",
                              compute_target=cpu, path="src")
        s = AutoMLStep("automl", config, outputs=[PipelineData("m", store, training_output=TrainingOutput("Model"))])
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        Node(
            "automl",
            "automl",
            inputs=(InputPort("training_data", "direct", "table", source=DataSource("azureml:people:2", "table")),),
            outputs=(output("m"),),
            **SOURCE,  # type: ignore[arg-type]
            compute=Value("cpu"),
            settings=values(
                outputs__m__training__type="Model",
                automl__task="classification",
                automl__primary_metric="accuracy",
                automl__iterations=3,
                automl__n_cross_validations=2,
                automl__label_column_name="y",
            ),
        )
    )


def test_databricks_notebook(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.core.compute import DatabricksCompute
        s = DatabricksStep("dbx", inputs=[raw], num_workers=1, notebook_path="/n", run_name="r",
                           notebook_params={"a": "b", "p": PipelineParameter("q", "z")},
                           compute_target=DatabricksCompute(ws, "bricks"))
        p = Pipeline(ws, [s])
    """)
    node = found.nodes[0]
    assert (node.kind, node.program, node.compute) == ("databricks", words("/n"), Value("bricks"))
    assert node.inputs == (RAW,)
    assert node.settings["databricks.parameters.a"] == Value("b")
    assert node.settings["databricks.parameters.p"] == Value("z", "q")
    assert node.settings["databricks.num_workers"] == Value(1)


def test_databricks_script(graph: GraphOf) -> None:
    found = graph("""\
        s = DatabricksStep("dbx", existing_cluster_id="c", python_script_name="train.py", source_directory="src",
                           python_script_params=["--a", "x|y", PipelineParameter("q", "z")], run_name="r",
                           compute_target="bricks")
        p = Pipeline(ws, [s])
    """)
    assert without_places(found).nodes[0] == Node(
        "dbx",
        "databricks",
        program=words("train.py"),
        arguments=words("--a", "x|y", "<par>q"),
        **SOURCE,  # type: ignore[arg-type]
        compute=Value("bricks"),
        settings=values(databricks__run_name="r", databricks__existing_cluster_id="c"),
        variable="s",
    )


def test_data_transfer(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.core.compute import DataFactoryCompute
        target = DataReference(Datastore.get(ws, "other"), data_reference_name="to", path_on_datastore="b")
        s = DataTransferStep("move", source_data_reference=raw, destination_data_reference=target,
                             compute_target=DataFactoryCompute(ws, "factory"))
        p = Pipeline(ws, [s])
    """)
    assert without_places(found).nodes[0] == Node(
        "move",
        "data_transfer",
        inputs=(RAW, InputPort("to", "mount", source=DataSource("azureml://datastores/other/paths/b"))),
        outputs=(output("_data_transfer_output", destination="azureml://datastores/other/paths/"),),
        compute=Value("factory"),
        settings=values(
            data_transfer__command="DataCopy",
            data_transfer__source_input_name="raw",
            data_transfer__destination_input_name="to",
            data_transfer__output_name="_data_transfer_output",
        ),
        variable="s",
    )


def test_estimator(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.train.estimator import Estimator
        estimator = Estimator(source_directory="src", compute_target=cpu, entry_script="train.py")
        s = EstimatorStep("fit", estimator=estimator, estimator_entry_script_arguments=["--in", raw], inputs=[raw],
                          compute_target=cpu, runconfig_pipeline_params={"NodeCount": PipelineParameter("nodes", 2)})
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        command_node("fit", arguments=words("--in", "<in>raw"), inputs=(RAW,), node_count=Value(2, "nodes")),
        parameters=(Parameter("nodes", "integer", 2),),
    )


def test_mpi(graph: GraphOf) -> None:
    found = graph("""\
        s = MpiStep("mpi", source_directory="src", script_name="train.py", arguments=["--z", "1"], compute_target=cpu,
                    node_count=2, process_count_per_node=3)
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        command_node(
            "mpi",
            arguments=words("--z", "1"),
            node_count=Value(2),
            processes_per_node=Value(3),
            distribution="mpi",
        )
    )


def test_r(graph: GraphOf) -> None:
    found = graph(
        """\
        from azureml.core.environment import RSection
        config = RunConfiguration()
        config.framework = "R"
        config.environment.r = RSection()
        config.environment.docker.enabled = True
        s = RScriptStep("fit.R", name="r", arguments=["--a", 1], compute_target=cpu, runconfig=config,
                        source_directory="src")
        p = Pipeline(ws, [s])
        """,
        {"src/fit.R": "1"},
    )
    node = found.nodes[0]
    assert (node.kind, node.program, node.arguments) == ("command", words("Rscript", "fit.R"), words("--a", "1"))
    assert sorted(node.source) == ["fit.R", "train.py"]
    assert "r" in node.settings


def test_spark(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.data import HDFSOutputDatasetConfig
        read = Dataset.File.from_files((store, "lake")).as_named_input("lake").as_hdfs()
        s = SynapseSparkStep(file="train.py", source_directory="src", compute_target="pool", driver_memory="7g",
                             driver_cores=4, executor_memory="6g", executor_cores=2, num_executors=3, name="spark",
                             arguments=["--in", read], inputs=[read], conf={"spark.x": 1}, py_files=["a.zip"],
                             outputs=[HDFSOutputDatasetConfig("out", (store, "done"))])
        p = Pipeline(ws, [s])
    """)
    assert without_places(found) == one_step(
        command_node(
            "spark",
            kind="spark",
            program=words("train.py"),
            arguments=words("--in", "<in>lake"),
            inputs=(
                InputPort("lake", "hdfs", source=DataSource("azureml://datastores/workspaceblobstore/paths/lake")),
            ),
            outputs=(
                output(
                    "out",
                    mode="hdfs",
                    kind="folder",
                    destination="azureml://datastores/workspaceblobstore/paths/done",
                ),
            ),
            compute=Value("pool"),
            environment=Environment(),  # the pool's own
            settings={
                "spark.app_name": default("spark"),
                "spark.driver_memory": Value("7g"),
                "spark.driver_cores": Value(4),
                "spark.executor_memory": Value("6g"),
                "spark.executor_cores": Value(2),
                "spark.executor_instances": Value(3),
                "spark.py_files": Value(["a.zip"]),
                "spark.conf.spark.x": Value(1),
            },
        )
    )


def test_module(graph: GraphOf) -> None:
    """The version that the script publishes says which script runs, in which folder and in what."""
    found = graph("""\
        from azureml.pipeline.core import Module
        from azureml.pipeline.core.graph import InputPortDef, OutputPortDef
        port = InputPortDef("numbers", default_datastore_mode="mount")
        done = OutputPortDef("sum", default_datastore_name=store.name, default_datastore_mode="mount")
        module = Module.create(ws, name="adder", description="adds")
        config = RunConfiguration()
        config.environment_variables = {"LEVEL": "3"}
        module.publish_python_script("train.py", "first", inputs=[port], outputs=[done], version="1",
                                     source_directory="src", runconfig=config)
        module.publish_python_script("other.py", "second", inputs=[port], outputs=[done], version="2",
                                     source_directory="src", is_default=True)
        out = PipelineData("total", store)
        s = ModuleStep(module=module, version="1", inputs_map={"numbers": raw}, outputs_map={"sum": out},
                       arguments=["--in", raw, "--out", out], compute_target=cpu)
        p = Pipeline(ws, [s])
    """)
    node = found.nodes[0]
    assert (node.kind, node.compute) == ("command", Value("cpu"))
    assert (node.program, node.arguments) == (
        words("python", "train.py"),
        words("--in", "<in>numbers", "--out", "<out>sum"),
    )
    assert {"source": node.source, "source_folder": node.source_folder} == SOURCE
    assert node.environment_variables["LEVEL"] == Value("3")
    assert [port.name for port in node.inputs] == ["numbers"]
    assert node.inputs[0].source == RAW.source
    assert [port.name for port in node.outputs] == ["sum"]
    assert not [name for name in node.settings if name.startswith("module.")]


def test_module_whose_version_has_arguments_of_its_own(graph: GraphOf) -> None:
    """What they hand to the script is not told by the step: it is known by its name."""
    found = graph("""\
        from azureml.pipeline.core import Module
        from azureml.pipeline.core.graph import InputPortDef, OutputPortDef
        port = InputPortDef("numbers", default_datastore_mode="mount")
        module = Module.create(ws, name="adder", description="adds")
        module.publish_python_script("train.py", "first", inputs=[port], outputs=[], version="1",
                                     source_directory="src", arguments=["--in", port])
        s = ModuleStep(module=module, version="1", inputs_map={"numbers": raw}, compute_target=cpu,
                       runconfig=RunConfiguration())
        p = Pipeline(ws, [s])
    """)
    node = found.nodes[0]
    assert (node.kind, node.program, node.compute) == ("module", (), Value("cpu"))
    assert node.settings["module.name"] == Value("adder")
    assert node.settings["module.version"] == Value("1")


def test_adla(graph: GraphOf) -> None:
    found = graph(
        """\
        from azureml.core.compute import AdlaCompute
        s = AdlaStep(script_name="job.usql", name="adla", inputs=[raw], params={"z": "1"}, degree_of_parallelism=3,
                     compute_target=AdlaCompute(ws, "lake"), source_directory="src")
        p = Pipeline(ws, [s])
        """,
        {"src/job.usql": "x"},
    )
    node = found.nodes[0]
    assert (node.kind, node.program, node.compute) == ("adla", words("job.usql"), Value("lake"))
    assert node.settings == values(adla__z="1", adla__degrees_of_parallelism=3)


def test_azure_batch(graph: GraphOf) -> None:
    found = graph("""\
        from azureml.core.compute import BatchCompute
        s = AzureBatchStep(name="batch", pool_id="pool", inputs=[raw], executable="a.cmd", arguments=[raw, "x"],
                           compute_target=BatchCompute(ws, "account"), source_directory="src")
        p = Pipeline(ws, [s])
    """)
    assert without_places(found).nodes[0] == Node(
        "batch",
        "azure_batch",
        program=words("a.cmd"),
        arguments=words("<in>raw", "x"),
        inputs=(RAW,),
        **SOURCE,  # type: ignore[arg-type]
        compute=Value("account"),
        settings=values(azure_batch__pool_id="pool"),
        variable="s",
    )


def test_kusto(graph: GraphOf) -> None:
    found = graph("""\
        s = KustoStep(name="kusto", compute_target="cluster", database_name="d", query_directory="src",
                      output=PipelineData("rows", store), parameter_dict={"a": "b"})
        p = Pipeline(ws, [s])
    """)
    assert without_places(found).nodes[0] == Node(
        "kusto",
        "kusto",
        outputs=(output("rows"),),
        **SOURCE,  # type: ignore[arg-type]
        compute=Value("cluster"),
        # the only kind whose results are not reused unless one asks for it
        reuse=default(False),
        settings=values(kusto__database_name="d", kusto__parameter_dict={"a": "b"}),
        variable="s",
    )


def test_a_step_class_of_the_project(graph: GraphOf) -> None:
    found = graph("""\
        class Train(PythonScriptStep):
            def __init__(self, name):
                super().__init__("train.py", name=name, compute_target=cpu, source_directory="src")

        s = Train("own")
        p = Pipeline(ws, [s])
    """)
    node = without_places(found).nodes[0]
    assert node == command_node("own", environment=default_environment(), variable=node.variable)

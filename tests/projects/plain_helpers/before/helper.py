def check(config):
    if config.node_count * config.process_count_per_node > 20:
        raise ValueError("too many processes")


def build_config(environment, compute, nodes):
    from azureml.pipeline.steps import ParallelRunConfig

    config = ParallelRunConfig(
        source_directory="scripts",
        entry_script="score.py",
        mini_batch_size="5",
        error_threshold=-1,
        output_action="append_row",
        environment=environment,
        process_count_per_node=2,
        compute_target=compute,
        node_count=nodes,
    )
    check(config)
    return config


def get_environment():
    from common.environments import get_environment as get_common

    return get_common()

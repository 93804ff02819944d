def check(config):
    if config["instance_count"] * config["max_concurrency_per_instance"] > 20:
        raise ValueError("too many processes")


def build_config(environment, compute, nodes):
    config = {
        "code": "scripts",
        "entry_script": "score.py",
        "environment": environment,
        "mini_batch_size": "5",
        "instance_count": nodes,
        "max_concurrency_per_instance": 2,
        "error_threshold": -1,
        "environment_variables": {"SALES_MODE": "batch", "STRICT": "True"},
        "compute": compute.name,
    }
    check(config)
    return config


def get_environment():
    from common.environments import get_environment as get_common

    return get_common()

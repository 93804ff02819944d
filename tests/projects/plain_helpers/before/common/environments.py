def get_environment():
    from azureml.core import Environment
    from azureml.core.conda_dependencies import CondaDependencies

    environment = Environment("models")
    environment.python.conda_dependencies = CondaDependencies.create(pip_packages=["azureml-defaults", "pandas"])
    variables = {}
    variables["SALES_MODE"] = "batch"
    variables["STRICT"] = True
    environment.environment_variables = variables
    return environment

from setuptools import setup

setup(name="stats", version="1.0", packages=["stats"])

"""v2 environments, as an expression or as the values that a YAML component holds."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.v2.expressions import V2, CallTo, DictOf, Expr, ListOf, Literal, Text, call, is_constant

ENTITIES = "azure.ai.ml.entities"


@dataclass(frozen=True)
class EnvironmentSpec:
    """An environment: a reference to a registered one, or an image with conda dependencies."""

    reference: Expr | None = None
    name: Expr | None = None
    version: Expr | None = None
    image: Expr | None = None
    conda: Expr | None = None
    """The dependencies as a dict, or the path of a conda file."""
    build: Expr | None = None
    """The folder of a Dockerfile."""
    dockerfile: Expr | None = None
    """The Dockerfile in that folder, when it has another name."""
    files: tuple[tuple[str, str], ...] = ()
    """New files that it needs, path and text."""
    before: tuple[tuple[str, Expr], ...] = ()
    """Variables that the expressions read, with what is assigned to them."""

    @property
    def expr(self) -> Expr:
        """``Environment(...)``, or the reference."""
        if self.reference is not None:
            return self.reference
        environment = V2(ENTITIES, "Environment")
        build = None
        if self.build is not None:
            build = call(V2(ENTITIES, "BuildContext"), path=self.build, dockerfile_path=self.dockerfile)
        return call(
            environment, name=self.name, version=self.version, image=self.image, build=build, conda_file=self.conda
        )

    @property
    def constant(self) -> bool:
        parts = (self.reference, self.name, self.version, self.image, self.conda, self.build, self.dockerfile)
        return all(part is None or is_constant(part) for part in parts)


def value_of(expr: Expr) -> object:
    """The Python value of a constant expression."""
    if isinstance(expr, Literal):
        return expr.value
    if isinstance(expr, DictOf):
        return {value_of(key): value_of(value) for key, value in expr.items}
    if isinstance(expr, ListOf):
        return [value_of(item) for item in expr.items]
    if isinstance(expr, Text) and all(isinstance(part, str) for part in expr.parts):
        return "".join(part for part in expr.parts if isinstance(part, str))
    raise ValueError(f"not a constant: {expr}")


__all__ = ["ENTITIES", "CallTo", "EnvironmentSpec", "value_of"]

"""R and its packages as the lines of a Dockerfile: v2 installs nothing of R by itself."""

from __future__ import annotations

import json
import shlex

from migrate.v1.r_section import BIOCONDUCTOR, CRAN, GITHUB, R, RPackage

_ARCHIVE = "https://packagemanager.posit.co/cran/{day}"
"""The packages of CRAN as they were on a day; Microsoft's archive, which v1 asked, is closed."""
_LATEST = "https://cloud.r-project.org"


def dockerfile(image: str, r: R) -> str:
    """A Dockerfile that begins with the image."""
    version = f"={r.version}" if r.version else ""
    cran = _ARCHIVE.format(day=r.snapshot) if r.snapshot else _LATEST
    needs = sorted({need for package in r.packages for need in _needs(package)})
    lines = [
        f"FROM {image}",
        f"RUN conda install --yes --channel conda-forge {' '.join([f'r-base{version}', *needs])}",
    ]
    plain = [package.name for package in r.packages if package.source == CRAN and package.version is None]
    together = [name for name in plain if not any(one.name == name and one.repository for one in r.packages)]
    if together:
        lines.append(_run(f"install.packages(c({', '.join(map(json.dumps, together))}), repos = {json.dumps(cran)})"))
    lines += [_run(_install(package, cran)) for package in r.packages if package.name not in together]
    return "\n".join((*lines, ""))


def _needs(package: RPackage) -> tuple[str, ...]:
    """What installs the package, from conda-forge."""
    if package.source == BIOCONDUCTOR:
        return ("r-biocmanager",)
    return ("r-remotes",) if package.source == GITHUB or package.version is not None else ()


def _install(package: RPackage, cran: str) -> str:
    name, repository = json.dumps(package.name), json.dumps(package.repository or cran)
    if package.source == GITHUB:
        return f"remotes::install_github({name})"
    if package.source == BIOCONDUCTOR:
        return f"BiocManager::install({name})"
    if package.source == CRAN and package.version is not None:
        return f"remotes::install_version({name}, version = {json.dumps(package.version)}, repos = {repository})"
    return f"install.packages({name}, repos = {repository if package.source == CRAN else 'NULL'})"


def _run(code: str) -> str:
    return f"RUN Rscript -e {shlex.quote(code)}"

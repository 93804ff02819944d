"""The report as one HTML file that opens from disk: what changed, why, and what is left to a person."""

from migrate.report.html.page import render_html

__all__ = ["render_html"]

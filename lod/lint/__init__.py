"""The check of ontology, vocabularies and shapes: our own shapes for terms, and a lint for what SHACL cannot see."""

from lod.lint.checks import problems
from lod.lint.problem import Problem

__all__ = ["Problem", "problems"]

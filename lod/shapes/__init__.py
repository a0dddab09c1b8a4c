"""The shapes: what describes a thing, field by field, as `shapes/` says it."""

from lod.shapes.described import Group, NodeShape, PropertyShape
from lod.shapes.reading import groups, node_shapes

__all__ = ["Group", "NodeShape", "PropertyShape", "groups", "node_shapes"]

"""The sources themselves, each a dataset: what the settings say of it, and what was measured on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lod.config import SourceSettings
from lod.findings import Origin
from lod.iris import slug
from lod.record import Record, Value

# what the settings say, and the field that each supplies: THE table of this reader
_SAID = {"title": "title", "publisher": "rightsHolder", "licence": "license", "attribution": "creditText"}
_MEASURE = "hasQualityMeasurement"
_METRIC, _VALUE = "isMeasurementOf", "value"
_ABOUT = {"field": "measuredPath", "predicate": "measuredProperty", "code": "measuredFinding"}
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Dataset": frozenset(
            {*_SAID.values(), *(f"{_MEASURE}.{name}" for name in (_METRIC, _VALUE, *_ABOUT.values()))},
        )
    }
)
KIND = "dataset"
SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure about a source.

    Args:
        metric: Notation of the metric (``completeness``).
        value: The figure, as a decimal number.
        field: Path of the field that it is about, empty without.
        predicate: IRI of that field's property.
        code: Code of the findings that it counts, empty without.
    """

    metric: str
    value: str
    field: str = ""
    predicate: str = ""
    code: str = ""

    @property
    def item(self) -> str:
        """What tells it from the other figures about the source (``completeness-title``)."""
        return slug("-".join(part for part in (self.metric, self.code, self.field) if part))


def record(source: SourceSettings, measures: Iterable[Measure]) -> Record:
    """The dataset of *source*; its key is the source's name."""
    said = {"title": source.title or source.name, "publisher": source.publisher, "licence": source.licence}
    texts = {**said, "attribution": source.attribution}
    fields = {_SAID[name]: (_value(text),) for name, text in texts.items() if text}
    for measure in measures:
        part = f"{_MEASURE}[{measure.item}]"
        about = {"field": measure.field, "predicate": measure.predicate, "code": measure.code}
        fields[f"{part}.{_METRIC}"] = (_value(measure.metric),)
        fields[f"{part}.{_VALUE}"] = (_value(measure.value),)
        fields |= {f"{part}.{_ABOUT[name]}": (_value(text),) for name, text in about.items() if text}
    return Record("Dataset", source.name, Origin(SETTINGS), fields)


def _value(text: str) -> Value:
    return Value(text, 0)

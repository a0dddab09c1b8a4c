"""THE table of Decidim: which column of which file supplies which field, and which are left out, with the reason."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from lod.sentences import Sentence
from lod.sources.base import PERSONAL_DATA
from lod.sources.register.profile import Column

# Rails writes times of the database in UTC, with or without saying so
TIMES = (
    *("%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f UTC"),
    *("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"),
)
_PLATFORM = Sentence("says how the platform works, not how the participation went")
_INSIDE = Sentence("a number inside the platform; the name is read")
_ADDRESS = Sentence("a part of the address, which is read")
_AUDIENCE = Sentence("counts users of the platform, not participants")
_ROW = Sentence("a date of the entry in the platform, not of the meeting")
_PHASE_ROW = Sentence("a date of the entry in the platform, not of the phase")
_ACCESS = Sentence("leads into a room or a form that was open for a time")
# what Decidim calls things of which this project has no field, and that are no persons' data
_LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("promoted", "scopes_enabled", "hashtag", "weight", "components", "access_mode", "private_space"),
                *("is_transparent", "show_metrics", "show_statistics", "published", "component/id", "attachments"),
                *("registration_form_enabled", "registrations_enabled", "registration_type", "available_slots"),
                *("reserved_slots", "customize_registration_email", "registration_terms", "closing_visible"),
                *("iframe_access_level", "iframe_embed_type", "private_meeting", "transparent", "cta_text", "cta_path"),
                *("decidim_author_type", "comments/enabled", "comments/start_time", "comments/end_time"),
            ),
            _PLATFORM,
        ),
        **dict.fromkeys(
            ("area/id", "scope/id", "category/id", "participatory_process_type/id", "taxonomies/id"), _INSIDE
        ),
        **dict.fromkeys(("follows_count", "followers", "comments", "comments/count"), _AUDIENCE),
        "slug": _ADDRESS,
    }
)
_PERSONAL_COLUMNS = ("decidim_user_group_id", "attendees_names", "attendees/name", "attendees/names")
_TEXT, _HTML, _NUMBER, _ADDRESS_OF = Column(), Column(form="html"), Column(form="integer"), Column(separator=", ")
_DAY = Column(form="date", date=("%Y-%m-%d", *TIMES))
_TIME = Column(form="datetime", date=TIMES, zone="UTC")
_TRUTH = Column(form="truth")
# a list of organisations, in which persons stand too
_BODIES = Column(form="html", lists_bodies=True)
# Decidim writes 0 where nobody has counted
_COUNT = replace(_NUMBER, null=frozenset({"0"}))


def _table(fields: Mapping[str, tuple[str, Column]], reasons: Mapping[str, str]) -> Mapping[str, Column]:
    dropped = {name: Column(drop=reason) for name, reason in {**_LEFT_OUT, **reasons}.items()}
    personal = {name: Column(drop=PERSONAL_DATA) for name in _PERSONAL_COLUMNS}
    read = {name: replace(column, field=field) for name, (field, column) in fields.items()}
    return MappingProxyType({**dropped, **personal, **read})


PROCESS = _table(
    {
        "title": ("title", _TEXT),
        "subtitle": ("alternative", _TEXT),
        "short_description": ("abstract", _HTML),
        "description": ("description", _HTML),
        "reference": ("registerReference", _TEXT),
        "url": ("isPrimaryTopicOf.wasDerivedFrom", _TEXT),
        "remote_hero_image_url": ("depiction", _TEXT),
        "remote_banner_image_url": ("depiction", _TEXT),
        "start_date": ("temporal.startDate", _DAY),
        "end_date": ("temporal.endDate", _DAY),
        "developer_group": ("developerGroup", _HTML),
        "local_area": ("organizationArea", _HTML),
        "meta_scope": ("territoryNote", _HTML),
        "scope/name": ("territoryNote", _TEXT),
        "participatory_scope": ("decisionMatter", _HTML),
        "participatory_structure": ("decisionMethod", _HTML),
        "target": ("targetGroup", _HTML),
        "area/name": ("specificTopic", _TEXT),
        "participatory_process_type/title": ("registerType", _TEXT),
        "participatory_process_group/id": ("isPartOf.identifier", _TEXT),
        "participatory_process_group/title": ("isPartOf.title", _TEXT),
        "participatory_process_group/description": ("isPartOf.description", _HTML),
        "participatory_process_group/remote_hero_image_url": ("isPartOf.depiction", _TEXT),
        "created_at": ("isPrimaryTopicOf.created", _DAY),
        "published_at": ("isPrimaryTopicOf.issued", _DAY),
        "updated_at": ("isPrimaryTopicOf.modified", _DAY),
    },
    {},
)
BELONGS = (
    *("participatory_space/id", "participatory_process/id", "participatory_process_id"),
    "decidim_participatory_process_id",
)
SPACE = "participatory_space/url"
_BELONGING = dict.fromkeys(
    (*BELONGS, SPACE, "participatory_process/url"), Sentence("says which process this is of, and stands there")
)
STEP = _table(
    {
        "title": ("title", _TEXT),
        "description": ("description", _HTML),
        "start_date": ("startedAtTime", replace(_TIME, day_field="temporal.startDate")),
        "end_date": ("endedAtTime", replace(_TIME, day_field="temporal.endDate")),
        "position": ("position", _NUMBER),
        "active": ("isActive", _TRUTH),
    },
    {**_BELONGING, "created_at": _PHASE_ROW, "updated_at": _PHASE_ROW},
)
LATITUDE, LONGITUDE = "latitude", "longitude"
POSITION = Column(form="point")
_POINT = ("hasGeometry.asWKT", POSITION)
MEETING = _table(
    {
        "title": ("title", _TEXT),
        "description": ("description", _HTML),
        "start_time": ("startedAtTime", replace(_TIME, day_field="temporal.startDate")),
        "end_time": ("endedAtTime", replace(_TIME, day_field="temporal.endDate")),
        "location": ("venue", _HTML),
        "location_hints": ("venue", _HTML),
        "address": ("address.fullAddress", _TEXT),
        LATITUDE: _POINT,
        LONGITUDE: _POINT,
        "attendees": ("participantCount", _COUNT),
        "contributions": ("contributionCount", _COUNT),
        "organizations": ("attendingOrganizations", _BODIES),
        "attending_organizations": ("attendingOrganizations", _BODIES),
        "closing_report": ("minutes", _HTML),
        "type_of_meeting": ("registerType", replace(_TEXT, language="en")),
        "category/name": ("registerType", _TEXT),
        "scope/name": ("territoryNote", _TEXT),
        "reference": ("registerReference", _TEXT),
        "url": ("page", _TEXT),
        "video_url": ("recording", _TEXT),
        "audio_url": ("recording", _TEXT),
        "related_proposals": ("relation", _ADDRESS_OF),
        "related_results": ("relation", _ADDRESS_OF),
        "withdrawn": ("isWithdrawn", _TRUTH),
    },
    {
        **_BELONGING,
        **dict.fromkeys(("created_at", "updated_at", "closed_at", "withdrawn_at"), _ROW),
        **dict.fromkeys(("online_meeting_url", "registration_url"), _ACCESS),
    },
)
# where the parts of a process stand, and what their columns are called in findings
PHASES, MEETINGS = "phase", "meeting"
KEY = "id"


def _fields(table: Mapping[str, Column], above: str = "") -> Iterator[tuple[str, str]]:
    """Field and column, for all that is read."""
    yield above + "identifier", KEY
    for name, column in table.items():
        yield from ((above + field, name) for field in (column.field, column.day_field) if field)


_PARTS = {"": PROCESS, f"{PHASES}.": STEP, f"{MEETINGS}.": MEETING}
_SUPPLIED = [pair for above, table in _PARTS.items() for pair in _fields(table, above)]
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"Process": frozenset({"page", *(field for field, _ in _SUPPLIED)})}
)


def labels() -> Mapping[str, tuple[str, ...]]:
    """How Decidim calls the fields of a process and of its parts, by path."""
    found: dict[str, tuple[str, ...]] = {}
    for field, column in _SUPPLIED:
        found[field] = (*found.get(field, ()), column)
    return found

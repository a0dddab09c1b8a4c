"""Exports as Decidim instances make them: the same bytes each time."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = Mapping[str, object]
_WHEN = (2024, 5, 1, 0, 0, 0)


def table(rows: Sequence[Row], delimiter: str = ";") -> bytes:
    """The CSV of *rows*: nested keys joined by a slash, columns in the order in which they come."""
    lines = [dict(flat(row)) for row in rows]
    columns = list(dict.fromkeys(name for line in lines for name in line))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def flat(value: Mapping[str, object], above: str = "") -> Iterable[tuple[str, str]]:
    """The columns of a row, with their texts."""
    for key, member in value.items():
        if isinstance(member, Mapping):
            yield from flat(member, f"{above}{key}/")
        else:
            yield (
                above + key,
                "" if member is None else str(member).lower() if isinstance(member, bool) else str(member),
            )


def archive(path: Path, files: Mapping[str, bytes]) -> Path:
    """A zip of *files* at *path*."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return path


def export(path: Path, host: str, files: Mapping[str, Sequence[Row]]) -> Path:
    """The export of the instance at *host*, its files by the name of what is in them."""
    return archive(path, {f"{host}-open-data-{name}.csv": table(rows) for name, rows in files.items()})


def bologna() -> dict[str, list[Row]]:
    """An instance in Italian and English, as a recent Decidim exports it."""
    host = "https://partecipa.example.it"
    return {
        "participatory_processes": [
            {
                "id": 12,
                "title": {"it": "Bilancio partecipativo 2023", "en": "Participatory budget 2023"},
                "slug": "bilancio-2023",
                "reference": "BO-PART-2023-02-12",
                "created_at": "2023-01-10 08:15:30 UTC",
                "updated_at": "2023-11-02 16:40:00 UTC",
                "published_at": "2023-02-01 09:00:00 UTC",
                "follows_count": 412,
                "hashtag": "bilancio",
                "short_description": {
                    "it": "<p>Un milione per i quartieri.</p>",
                    "en": "<p>A million for the districts.</p>",
                },
                "description": {
                    "it": "<p>I cittadini <strong>scelgono</strong> i progetti.</p><ul><li>idee</li><li>voto</li></ul>",
                    "en": "<p>Citizens <strong>choose</strong> the projects &amp; vote.</p>",
                },
                "promoted": True,
                "url": f"{host}/processes/bilancio-2023",
                "subtitle": {"it": "Idee per la città", "en": ""},
                "remote_hero_image_url": f"{host}/rails/hero-12.jpg",
                "start_date": "2023-02-06",
                "end_date": "2023-10-31",
                "developer_group": {"it": "Comune di Piacenza", "en": "Municipality of Piacenza"},
                "local_area": {"it": "Settore Innovazione", "en": ""},
                "meta_scope": {"it": "Tutta la città", "en": "The whole city"},
                "participatory_scope": {"it": "Come spendere un milione", "en": "How to spend a million"},
                "participatory_structure": {"it": "<p>Laboratori e voto</p>", "en": "<p>Workshops and a vote</p>"},
                "target": {"it": "Chi ha più di 16 anni", "en": "Everybody over 16"},
                "area": {"id": 2, "name": {"it": "Quartieri", "en": "Districts"}},
                "participatory_process_group": {
                    "id": 3,
                    "title": {"it": "Bilanci partecipativi", "en": "Participatory budgets"},
                    "description": {"it": "<p>Tutte le edizioni.</p>", "en": ""},
                    "remote_hero_image_url": f"{host}/rails/group-3.jpg",
                },
                "scope": {"id": 7, "name": {"it": "Città", "en": "City"}},
                "scopes_enabled": True,
                "participatory_process_type": {"id": 1, "title": {"it": "Bilancio", "en": "Budget"}},
            },
            {
                "id": 15,
                "title": {"it": "Piazza nuova", "en": "A new square"},
                "slug": "piazza",
                "created_at": "2024-01-10 08:15:30 UTC",
                "published_at": "2024-02-01 09:00:00 UTC",
                "follows_count": 0,
                "description": {"it": "<p><br></p>", "en": "<p>Write to anna.verdi@example.it</p>"},
                "promoted": False,
                "url": f"{host}/processes/piazza",
                "scopes_enabled": False,
            },
        ],
        "participatory_process_steps": [
            {
                "id": 31,
                "participatory_process": {"id": 12, "url": f"{host}/processes/bilancio-2023"},
                "title": {"it": "Raccolta delle idee", "en": "Gathering ideas"},
                "description": {"it": "<p>Nei quartieri.</p>", "en": ""},
                "start_date": "2023-02-06 09:00:00 UTC",
                "end_date": "2023-04-30 21:59:59 UTC",
                "active": False,
                "position": 0,
            },
            {
                "id": 32,
                "participatory_process": {"id": 12, "url": f"{host}/processes/bilancio-2023"},
                "title": {"it": "Voto", "en": "Vote"},
                "start_date": "2023-10-01",
                "end_date": "2023-10-31",
                "active": True,
                "position": 1,
            },
        ],
        "meetings": [
            {
                "id": 101,
                "author": {"id": 55, "name": "Anna Verdi", "url": f"{host}/profiles/averdi"},
                "participatory_space": {"id": 12, "url": f"{host}/processes/bilancio-2023"},
                "taxonomies": {"id": "4", "name": '{"it"=>"Quartiere"}'},
                "component": {"id": 9},
                "title": {"it": "Assemblea di quartiere", "en": "District assembly"},
                "description": {"it": "<p>Si presentano le <a href='https://example.org/idee'>idee</a>.</p>", "en": ""},
                "start_time": "2023-03-02 17:00:00 UTC",
                "end_time": "2023-03-02 19:00:00 UTC",
                "attendees": 64,
                "contributions": 18,
                "organizations": "Circolo Arci; Pro Loco",
                "address": "Piazza Cavalli 2, Piacenza",
                "location": {"it": "Sala consiliare", "en": "Council hall"},
                "location_hints": {"it": "Primo piano", "en": "First floor"},
                "reference": "BO-MEET-2023-03-101",
                "attachments": 1,
                "url": f"{host}/processes/bilancio-2023/f/9/meetings/101",
                "related_proposals": f"{host}/p/1, {host}/p/2",
                "related_results": "",
                "published": True,
                "withdrawn": False,
                "created_at": "2023-02-20 10:00:00 UTC",
                "updated_at": "2023-03-05 10:00:00 UTC",
                "latitude": 45.0522,
                "longitude": 9.6930,
                "follows_count": 5,
                "comments": {"start_time": "", "end_time": "", "enabled": True, "count": 3},
                "online_meeting_url": "",
                "closing_report": {"it": "<p>Raccolte diciotto idee.</p>", "en": ""},
                "decidim_author_type": "Decidim::UserBaseEntity",
                "video_url": "https://video.example.org/101",
                "closed_at": "2023-03-05 10:00:00 UTC",
                "type_of_meeting": "hybrid",
            },
            {
                "id": 102,
                "author": {"id": 56, "name": "Luca Neri", "url": f"{host}/profiles/lneri"},
                "participatory_space": {"id": 12, "url": f"{host}/assemblies/giovani"},
                "title": {"it": "Consulta dei giovani", "en": ""},
                "start_time": "2023-03-09 17:00:00 UTC",
                "attendees": 0,
                "published": True,
            },
            {
                "id": 103,
                "author": {"id": 55, "name": "Anna Verdi", "url": f"{host}/profiles/averdi"},
                "participatory_space": {"id": 99, "url": f"{host}/processes/segreto"},
                "title": {"it": "Incontro di un processo non pubblicato", "en": ""},
                "start_time": "2023-04-09 17:00:00 UTC",
                "published": True,
            },
            {
                "id": 104,
                "author": {"id": 57, "name": "Rosa Blu", "url": f"{host}/profiles/rblu"},
                "participatory_space": {"id": 15, "url": f"{host}/processes/piazza"},
                "title": {"it": "Passeggiata", "en": "A walk"},
                "start_time": "2024-03-09 09:30:00 UTC",
                "end_time": "2024-03-09 11:00:00 UTC",
                "attendees": 0,
                "address": "Piazza Nuova, Piacenza",
                "latitude": 45.05,
                "published": True,
                "withdrawn": True,
            },
        ],
        "users": [{"id": 55, "name": "Anna Verdi", "nickname": "averdi"}],
    }


def barcelona() -> dict[str, list[Row]]:
    """An instance in Catalan, Spanish and Brazilian Portuguese, of an older Decidim, with translations by a machine."""
    host = "https://decidim.example.cat"
    return {
        "participatory_processes": [
            {
                "id": 1,
                "title": {
                    "ca": "Pla d'Actuació",
                    "es": "Plan de Actuación",
                    "machine_translations": {"pt-BR": "Plano de Ação"},
                },
                "subtitle": {"ca": "Decidim la ciutat", "es": "", "machine_translations": {"pt-BR": ""}},
                "slug": "pam",
                "reference": "BCN-PART-2016-01-1",
                "short_description": {
                    "ca": "<p>Fes proposta.</p>",
                    "es": "<p>Haz propuesta.</p>",
                    "pt-BR": "<p>Propõe.</p>",
                },
                "description": {"ca": "<p>Un pla per a tothom.</p>", "es": ""},
                "url": f"{host}/processes/pam",
                "start_date": "2016-02-01",
                "end_date": "2016-05-31",
                "created_at": "2016-01-15 07:58:01 UTC",
                "announcement": {"ca": "", "es": "Cerrado"},
                "show_statistics": True,
            }
        ],
        "meetings": [
            {
                "id": 7,
                "category": {"id": 4, "name": {"ca": "Debat", "es": "Debate"}},
                "participatory_space": {"id": 1, "url": f"{host}/processes/pam"},
                "title": {"ca": "Trobada a Gràcia", "es": ""},
                "start_time": "2016-03-01 18:00:00",
                "end_time": "2016-03-01 20:00:00",
                "attendees": 31,
                "published": True,
            }
        ],
    }

"""What every page knows is made once, and does without what the machine has no room for."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lod.config import Settings
from lod.release import Release
from lod.web.application import create_app
from lod.web.page import Bytecode


@pytest.fixture
def client(sample_settings: Settings, sample: Release, tmp_path: Path) -> FlaskClient:
    assert sample.path.is_dir()
    app = create_app(sample_settings)
    (tmp_path / "cache").mkdir()
    app.jinja_env.bytecode_cache = Bytecode(str(tmp_path / "cache"))
    return app.test_client()


def test_templates_are_translated_once_for_all_starts(client: FlaskClient, tmp_path: Path) -> None:
    """The next process reads what the first one has made."""
    assert client.get("/doc/process/er-65", headers={"Accept": "text/html"}).status_code == 200
    assert list((tmp_path / "cache").iterdir())


def test_a_folder_that_cannot_be_written_costs_no_page(client: FlaskClient, tmp_path: Path) -> None:
    """A full disk, or somebody who cleans up."""
    (tmp_path / "cache").rmdir()

    assert client.get("/doc/process/er-65", headers={"Accept": "text/html"}).status_code == 200


def test_more_places_than_are_kept_have_pages_of_their_own(sample_settings: Settings, sample: Release) -> None:
    """Each prefix has its links, however many there are."""
    assert sample.path.is_dir()
    client = create_app(sample_settings).test_client()
    for number in range(100):
        page = client.get("/doc/voc/answer", base_url=f"http://localhost/p{number}", headers={"Accept": "text/html"})
        assert f'href="/p{number}/sparql'.encode() in page.data
        assert b'href="/p0/' not in page.data or number == 0

"""Positions on a flat picture."""

import pytest

from lod.web.query_frame import Frame, position_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POINT(11.343 44.494)", (11.343, 44.494)),
        ("point (-1.5 -2)", (-1.5, -2.0)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(1 2)", (1.0, 2.0)),
        ("<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(1 2)", None),
        ("POINT(181 0)", None),
        ("POINT(0 91)", None),
        ("POINT(1..2 3)", None),
        ("POINT EMPTY", None),
        ("POLYGON((0 0, 1 0, 1 1, 0 0))", None),
        ("", None),
    ],
)
def test_only_points_on_this_earth_have_a_position(text: str, expected: tuple[float, float] | None) -> None:
    """Longitude first, as CRS84 has it; another system may have it the other way round."""
    assert position_of(text) == expected


@pytest.mark.parametrize(
    "positions",
    [
        [(11.0, 44.0)],
        [(9.7, 45.0), (12.5, 44.0)],
        [(-180.0, -90.0), (180.0, 90.0)],
        [(0.0, 90.0), (1.0, 90.0)],
    ],
)
def test_all_that_must_be_seen_is_inside(positions: list[tuple[float, float]]) -> None:
    """One point, a region, the whole earth, the pole."""
    frame = Frame(positions)

    assert all(frame.mark(position).is_inside for position in positions)


def test_north_is_up_and_east_is_right() -> None:
    """As on every map."""
    frame = Frame([(9.0, 44.0), (12.0, 45.0)])
    south_west, north_east = frame.mark((9.0, 44.0)), frame.mark((12.0, 45.0))

    assert south_west.x < north_east.x
    assert south_west.y > north_east.y


def test_degrees_of_longitude_are_as_short_as_they_are_there() -> None:
    """At 60 degrees half as long as those of latitude; the picture is half as wide again as it is high."""
    frame = Frame([(10.0, 60.0)])
    east, north = frame.mark((10.1, 60.0)).x - 50, 50 - frame.mark((10.0, 60.1)).y

    assert east * 1.5 / north == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize("positions", [[(11.0, 44.0)], [(9.7, 45.0), (12.5, 44.0)], [(-180.0, -80.0), (180.0, 80.0)]])
def test_a_few_lines_at_round_degrees_give_the_scale(positions: list[tuple[float, float]]) -> None:
    """At least one each way, and never a thicket."""
    meridians, parallels = Frame(positions).lines()

    assert 1 <= len(meridians) <= 15
    assert 1 <= len(parallels) <= 15

"""The description of the service: every route, every format, and nothing that is not so."""

import contextlib
import json
import re
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from lod.web.negotiation import COMPARISONS, DOCUMENTS, GRAPHS, SOLUTIONS


@pytest.fixture(scope="session")
def description(client: FlaskClient) -> dict[str, Any]:
    """As a client gets it."""
    found: dict[str, Any] = json.loads(client.get("/openapi.json").data)
    return found


def example(operation: dict[str, Any], path: str) -> str:
    """The path with an example or the first value of each of its parameters."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            schema = parameter["schema"]
            value = (schema.get("examples") or schema.get("enum") or ["x"])[0]
            path = path.replace(f"{{{parameter['name']}}}", str(value))
    return path


def test_every_route_is_described_and_nothing_else(client: FlaskClient, description: dict[str, Any]) -> None:
    """The routes of the application, method for method."""
    adapter = client.application.url_map.bind("localhost")
    described = {
        (adapter.match(example(operation, path), method=method.upper())[0], method.upper())
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    }
    there = {
        (rule.endpoint, method)
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS"}
    }

    assert described == there


def test_the_examples_are_there(client: FlaskClient, description: dict[str, Any]) -> None:
    """With a media type that is described."""
    # a merged view, an old version, a patch are not in every release; the last one needs a parameter
    elsewhere = {"/merged/{kind}/{key}", "/onto/{version}", "/changes/{release}.rdfp", "/releases/{release}/about"}
    # a site may have no contact for its security
    elsewhere |= {"/.well-known/security.txt"}
    for path, operations in description["paths"].items():
        if path not in elsewhere:
            operation = operations["get"]
            address = example(operation, path)
            with client.get(address) as response:
                described = operation["responses"][str(response.status_code)]
                assert response.status_code in (200, 302, 303), address
                assert {response.mimetype, "*/*"} & set(described.get("content", {response.mimetype: {}})), address


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/doc/{kind}/{name}", DOCUMENTS),
        ("/onto", DOCUMENTS),
        ("/shapes", DOCUMENTS),
        ("/shapes/{name}", DOCUMENTS),
        ("/merged/{kind}/{key}", COMPARISONS),
        ("/sparql", (*SOLUTIONS, *GRAPHS)),
    ],
)
def test_every_format_is_described(description: dict[str, Any], path: str, forms: tuple[Any, ...]) -> None:
    """As negotiation knows them."""
    content = description["paths"][path]["get"]["responses"]["200"]["content"]

    assert {form.media_type for form in forms} <= set(content)


@pytest.mark.parametrize(
    "path", ["/", "/processes", "/doc/process/er-65", "/doc/process/er-65.ttl", "/id/process/er-65", "/sparql", "/onto"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_everything_leads_to_the_description(any_client: FlaskClient, path: str, method: str) -> None:
    """Pages, data, redirects, in the Link header."""
    link = any_client.open(path, method=method).headers["Link"]
    service = dict(re.findall(r'<([^>]*)>; rel="(service-[a-z]*)"', link))

    assert service == {"/openapi.json": "service-desc", "/": "service-doc"}
    assert any_client.get("/openapi.json").status_code == 200


def test_the_description_says_where_the_service_stands(any_client: FlaskClient) -> None:
    """Its media type is its own, so that programs know it from other JSON."""
    response = any_client.get("/openapi.json")

    assert response.mimetype == "application/vnd.oai.openapi+json"
    assert response.get_json(force=True)["servers"] == [{"url": "/"}]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_gets_an_answer_that_is_not_described(client: FlaskClient, mode: GenerationMode) -> None:
    """Statuses, media types and headers are those described; right or wrong, no request is a server error."""
    service = schemathesis.openapi.from_wsgi("/openapi.json", client.application)
    tried: list[str] = []
    for result in service.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=7, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def answered(case: schemathesis.Case) -> None:
            tried.append(case.formatted_path)
            # no schema can tell which texts are SPARQL
            excluded = [positive_data_acceptance] if case.path == "/sparql" else []
            case.call_and_validate(excluded_checks=excluded)

        # where nothing is asked, nothing can be asked wrongly
        with contextlib.suppress(Unsatisfiable):
            answered()

    assert len(tried) > 200

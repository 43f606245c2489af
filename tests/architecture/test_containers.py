"""compose.yaml and Dockerfile say what they must; that they run is not proved here."""

import re
from typing import Any

import pytest
import yaml  # which schemathesis brings

from marketplace.settings import Settings
from search.engines import open_engine
from tests.tools.sources import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"site", "worker", "migrate", "search-keys"}
RUN_ON = {"site", "worker", "db", "search"}
"""The others end once they have done their work."""
SECRETS = {
    "POSTGRES_PASSWORD": {"site", "worker", "migrate", "db"},
    "MEILI_MASTER_KEY": {"search", "search-keys"},
}


def test_four_services_run_on_and_are_watched() -> None:
    assert set(SERVICES) == OURS | RUN_ON
    for name in RUN_ON:
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        assert SERVICES[name]["restart"] == "unless-stopped"
    for name in ("site", "worker"):
        assert "http://site:8000/readyz" in SERVICES[name]["healthcheck"]["test"][-1]


def test_each_image_has_its_version_and_nobody_is_root() -> None:
    images = [one["image"] for one in SERVICES.values()]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.search(r":v?\d+\.\d+", image) for image in images)
    for stage in re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]:
        target = re.search(r"AS (\S+)", stage)
        assert target
        if target[1] in {one["build"]["target"] for one in SERVICES.values() if "build" in one}:
            assert re.search(r"^USER (market|1000:1000)$", stage, re.MULTILINE)
    assert all("build" in one or one["user"] != "root" for one in SERVICES.values())


def test_what_is_built_is_a_stage_and_what_is_mounted_a_volume() -> None:
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, re.MULTILINE))
    mounted = {
        one.split(":")[0] for service in SERVICES.values() for one in service.get("volumes", ())
    }
    assert {one["build"]["target"] for one in SERVICES.values() if "build" in one} <= stages
    assert mounted == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", sorted(OURS - {"search-keys"}))
def test_each_variable_of_ours_is_a_setting_and_together_they_start(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {field.upper() for field in Settings.model_fields}
    given = SERVICES[name]["environment"]
    image = dict(re.findall(r"\b([A-Z_]+)=(\S+)", DOCKERFILE.partition(" AS market")[2]))
    assert set(given) <= known
    example = (ROOT / "compose.env.example").read_text(encoding="utf-8")
    values = dict(re.findall(r'^([A-Z_]+)="?(.*?)"?$', example, re.MULTILINE))
    filled = {
        key: re.sub(r"\$\{(\w+):\?\}", lambda found: values[found[1]] or "secret", value)
        for key, value in ({key: image[key] for key in image.keys() & known} | given).items()
    }
    for key, value in filled.items():
        monkeypatch.setenv(key, value)
    settings = Settings(_env_file=None)
    assert (settings.environment, settings.listen_on) == ("production", "0.0.0.0")  # noqa: S104
    open_engine(settings.search_url)


def test_secrets_come_from_the_env_file_and_go_to_who_needs_them() -> None:
    example = (ROOT / "compose.env.example").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert asked == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    for secret, holders in SECRETS.items():
        assert re.search(rf"^{secret}=$", example, re.MULTILINE)
        having = {name for name, one in SERVICES.items() if secret in str(one["environment"])}
        assert having == holders


def test_the_site_is_given_the_key_that_only_searches() -> None:
    keys = {
        name: [one for one in SERVICES[name]["volumes"] if "-key:" in one and "search" in one]
        for name in ("site", "worker")
    }
    assert keys == {"site": ["site-key:/search-key:ro"], "worker": ["worker-key:/search-key:ro"]}

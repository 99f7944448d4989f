"""The example units and the compose file are what they say: readable, complete, and calling commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import click
import pytest
import yaml

from service.__main__ import app
from service.settings import Mode, Settings

FOLDER = Path(__file__).parents[2] / "service" / "guide" / "operating"
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])
PROGRAM = "/opt/alleskalmed/.venv/bin/alleskalmed"


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # systemd's words keep their capitals
    parser.read(path, encoding="utf-8")
    return parser


def commands() -> list[tuple[str, list[str]]]:
    """Every call of the program in the examples, with where it stands."""
    found = [(path.name, unit(path).get("Service", "ExecStart", fallback="").split()) for path in UNITS]
    services = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))["services"]
    found += [
        (f"compose.yml: {name}", [str(word) for word in told.get("command", [])]) for name, told in services.items()
    ]
    return [(place, words) for place, words in found if words[:1] == [PROGRAM]]


def test_there_are_examples_to_check():
    assert len(UNITS) >= 5
    assert len(commands()) >= 5


@pytest.mark.parametrize(("place", "words"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_in_the_examples_exists_with_its_options(place, words):
    command: click.Command = app
    rest = words[1:]
    while isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known, place


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_says_what_it_is_and_every_timer_keeps_copenhagen_time(path):
    told = unit(path)
    assert told["Unit"]["Description"].startswith("Alle skal med")
    if path.suffix == ".timer":
        assert told["Timer"]["OnCalendar"].endswith("Europe/Copenhagen")
        assert told["Timer"]["Persistent"] == "true"
        assert path.with_suffix(".service").exists()
    elif "@" not in path.name:
        assert told["Service"]["User"] == "alleskalmed"


def test_whoever_is_called_on_failure_exists():
    called = {unit(path).get("Unit", "OnFailure", fallback="") for path in UNITS} - {""}
    assert called == {"alleskalmed-alert@%n.service"}
    assert (FOLDER / "alleskalmed-alert@.service").exists()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_can_read_the_units(tmp_path):
    for path in UNITS:  # the program and the user are not on this machine, so they are stood in for
        text = path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true").replace("/usr/bin/logger", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / path.name) for path in UNITS if "@" not in path.name]
    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    wrong = [line for line in done.stderr.splitlines() if "alleskalmed" in line and "Unknown" in line]
    assert wrong == []


SECRETS = Path("/run/secrets")
"""Where a container finds what it may keep to itself."""


def sample() -> dict[str, object]:
    """The settings file that the operator's page shows."""
    shown = re.search(r"```toml\n(.*?)```", (FOLDER.parent / "operating.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown
    return tomllib.loads(shown[1])


def test_the_settings_shown_name_everything_that_real_mode_demands():
    settings = Settings(**sample())  # type: ignore[arg-type]  # pydantic reads text
    assert settings.mode is Mode.REAL
    assert settings.municipality
    assert settings.trusted_keys
    assert settings.issuer
    for key in (settings.raw_key_file, settings.audit_key_file, settings.client_secret_file):
        assert key
        assert not key.is_relative_to(settings.var)


def test_every_service_of_the_compose_file_is_given_the_keys_where_it_says_that_settings_name_them():
    text = (FOLDER / "compose.yml").read_text(encoding="utf-8")
    ours = [told for told in yaml.safe_load(text)["services"].values() if str(told["image"]).startswith("alleskalmed")]
    assert len(ours) == 2
    for told in ours:
        assert {"settings", "raw_key", "audit_key"} <= set(told["secrets"])
    for name in ("raw_key", "audit_key"):
        assert f'{name}_file = "{SECRETS / name}"' in text


def test_the_compose_file_keeps_the_database_inside_and_secrets_out():
    told = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))
    assert "ports" not in told["services"]["database"]
    assert told["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]
    for service in told["services"].values():
        assert "POSTGRES_PASSWORD" not in service["environment"]
        assert {name if isinstance(name, str) else name["source"] for name in service["secrets"]} <= set(
            told["secrets"]
        )
        volumes = {str(volume).split(":")[0] for volume in service["volumes"]}
        assert volumes <= set(told["volumes"])


def test_the_page_on_signing_in_shows_settings_that_exist_and_names_every_kind_of_refusal():
    page = (FOLDER.parent / "signing_in.md").read_text(encoding="utf-8")
    shown = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert shown
    assert Settings(**tomllib.loads(shown[1])).token_audience  # type: ignore[arg-type]  # pydantic reads text
    edge = FOLDER.parents[1] / "edge"
    code = "".join((edge / name).read_text(encoding="utf-8") for name in ("provider.py", "coming_in.py"))
    kinds = set(re.findall(r'(?:NotTrusted|ProviderSilent)\("(\w+)"\)', code)) - {"no_issuer"}
    assert len(kinds) >= 11
    assert {kind for kind in kinds if f"`{kind}`" not in page} == set()

"""The settings of an installation: one TOML file and environment variables, read by `app` and the command line only.

A setting `name` is read from ALLESKALMED_NAME, else from the TOML file that ALLESKALMED_CONFIG names, else stands at its default. Below
the command line settings travel as values.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from models.keys import default_var
from service.domain.volume import LookLimits

CONFIG: Final = "ALLESKALMED_CONFIG"
"""Names the TOML file; without it only the environment is read."""


class Mode(StrEnum):
    """What the installation is for; each keeps data declared otherwise out."""

    DEMO = "demo"
    SYNTHETIC = "synthetic"
    REAL = "real"


@dataclass(frozen=True)
class Folders:
    """Where the installation keeps its files, all below one folder; none is made by asking for it."""

    home: Path

    @property
    def lake(self) -> Path:
        """The records lake: Parquet shards and their versions."""
        return self.home / "lake"

    @property
    def raw(self) -> Path:
        """Raw deliveries, encrypted."""
        return self.home / "raw"

    @property
    def quarantine(self) -> Path:
        """Reports on faulty rows, by day and delivery."""
        return self.home / "quarantine"

    @property
    def inbox(self) -> Path:
        """Where the night looks for deliveries: one folder each."""
        return self.home / "inbox"

    @property
    def runs(self) -> Path:
        """What each night made, a folder a run."""
        return self.home / "runs"

    @property
    def bundles(self) -> Path:
        """The model bundles that were brought in."""
        return self.home / "bundles"

    @property
    def keys(self) -> Path:
        """Keys made here, for demonstration; real installations name their own."""
        return self.home / "keys"

    @property
    def webhooks_lock(self) -> Path:
        """The file that a round of deliveries holds."""
        return self.home / "webhooks.lock"

    @property
    def lock(self) -> Path:
        """The file that the running night holds."""
        return self.home / "night.lock"


class Settings(BaseSettings):
    """Every setting with its meaning; `alleskalmed doctor` prints this table."""

    model_config = SettingsConfigDict(env_prefix="ALLESKALMED_", frozen=True, extra="forbid")

    mode: Mode = Field(default=Mode.DEMO, description="demo, synthetic or real; data declared otherwise are refused")
    var: Path = Field(default_factory=default_var, description="folder for everything programs make")
    database_url: SecretStr = Field(
        default=SecretStr(""), description="sqlite:///PATH or postgresql+psycopg://...; default: a file below var"
    )
    municipality: str = Field(
        default="",
        description="whose records these are, as their deliveries name their source; a real installation must say it",
    )
    raw_key_file: Path | None = Field(
        default=None, description="file with the key that encrypts raw deliveries; made in var if not real"
    )
    audit_key_file: Path | None = Field(
        default=None,
        description="file with the key of the audit trail, kept outside the database; made in var if not real",
    )
    identity_keys: Path | None = Field(
        default=None, description="folder with the keys of pseudonyms and identities; made in var if not real"
    )
    trusted_keys: Path | None = Field(
        default=None, description="folder of public keys that may sign bundles; default: var/keys/trusted"
    )
    shard_jobs: int = Field(default=2, ge=1, le=64, description="processes that work on shards at night")
    overdue_hours: int = Field(
        default=30, ge=1, description="age of the published list after which the night is overdue"
    )
    dead_man_url: str = Field(default="", description="address that is called after each published night; empty: none")
    webhook_networks: str = Field(
        default="", description="private networks whose systems may be told of flags, as 10.20.0.0/16; empty: none"
    )
    demo_today: date | None = Field(
        default=None,
        description="in mode demo: the day that served pages take for today, counted on from 8 in the morning",
    )
    public_url: str = Field(
        default="", description="address that browsers know the service by, https outside a machine"
    )
    is_behind_tls: bool = Field(
        default=False,
        description="in mode real: whether a proxy on another machine ends TLS; without it only this machine is listened to",
    )
    has_replacement_numbers: bool = Field(
        default=False,
        description="in mode real: whether CPR numbers with the day raised by 60 are taken, which made ones may be too",
    )
    issuer: str = Field(default="", description="address of the OpenID Connect provider that people sign in with")
    client_id: str = Field(default="", description="what the provider knows the service by")
    client_secret_file: Path | None = Field(
        default=None, description="file with the secret that the provider gave the service"
    )
    person_claim: str = Field(
        default="sub", min_length=1, description="what in the provider's ID token is the user's id here"
    )
    token_audience: str = Field(
        default="", description="audience that systems' access tokens must name; empty: systems cannot come in"
    )
    system_claim: str = Field(
        default="client_id", min_length=1, description="what in a system's access token is its user id here"
    )
    session_hours: int = Field(default=10, ge=1, le=24, description="how long somebody stays signed in at most")
    session_idle_minutes: int = Field(
        default=60, ge=5, le=24 * 60, description="how long somebody stays signed in without doing anything"
    )
    failure_seconds: float = Field(
        default=0.5, ge=0.05, le=5, description="time that a failed sign-in takes, whatever failed"
    )
    break_glass_hours: int = Field(
        default=4, ge=1, le=24, description="how long a youth who was opened by breaking the glass stays open"
    )
    cases_a_day: int = Field(default=90, ge=1, description="different youths whom one person may open in a day")
    identities_a_day: int = Field(
        default=60, ge=1, description="different youths whose contact details one person may be shown in a day"
    )
    colleagues_a_day: int = Field(
        default=30,
        ge=1,
        description="CPR numbers one person may ask a colleague with in a day; an unknown one counts two",
    )
    max_body_mb: float = Field(default=4.0, gt=0, description="largest request body in megabytes")
    max_job_mb: float = Field(default=32.0, gt=0, description="the same for a job, whose youths are scored later")
    requests_per_minute: int = Field(
        default=3_000, ge=1, description="requests of one person or system; each process of the service counts its own"
    )
    sign_ins_per_minute: int = Field(
        default=120, ge=1, description="tries to sign in from one address; each process of the service counts its own"
    )
    log_level: str = Field(
        default="info", pattern="^(debug|info|warning|error)$", description="least level that is logged"
    )

    @model_validator(mode="after")
    def _keep_true_time(self) -> Settings:
        """Only a demonstration may tell a day that is not today.

        Raises: ValueError otherwise.
        """
        if self.demo_today is not None and self.mode is not Mode.DEMO:
            raise ValueError("demo_today: got a day outside mode demo, allowed is none. Leave it out.")
        return self

    @model_validator(mode="after")
    def _name_the_whole_provider(self) -> Settings:
        """A provider is named with all that signing in with it takes, or not at all.

        Raises: ValueError otherwise.
        """
        if not self.issuer:
            return self
        lacking = [name for name in ("client_id", "client_secret_file", "public_url") if not getattr(self, name)]
        if lacking:
            raise ValueError(f"issuer: got one without {', '.join(lacking)}. Name them beside it.")
        if self.token_audience == self.client_id:
            raise ValueError(
                "token_audience: got client_id, allowed is another word, or ID tokens would pass for access."
            )
        if self.demo_today is not None:
            raise ValueError("issuer: got one beside demo_today, allowed is the true time: its tokens have an end.")
        return self

    @cached_property
    def folders(self) -> Folders:
        """The folders of this installation."""
        return Folders(self.var.absolute() / "service")

    @property
    def url(self) -> str:
        """The database's URL; it may hold a password, so it is never logged."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.folders.home / 'store.db'}"

    @property
    def look_limits(self) -> LookLimits:
        """How many different youths one person may look up in a day."""
        return LookLimits(self.cases_a_day, self.identities_a_day, self.colleagues_a_day)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature; no .env file is read
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, then the environment, then the TOML file."""
        named = os.environ.get(CONFIG)
        toml = (TomlConfigSettingsSource(settings_cls, Path(named)),) if named else ()
        return (init_settings, env_settings, *toml)

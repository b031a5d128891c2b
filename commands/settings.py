"""What an operator can set, in the environment or in a file named .env."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from handlers.translator import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "PEERBRIDGE_"
CHECKOUT = Path(__file__).resolve().parent.parent
MIN_KEY = 32
"""Characters; shorter secrets can be guessed."""


class SettingsError(Exception):
    """A setting is wrong; the sentences name each and what to write instead."""


class Settings(BaseSettings):
    """Frozen, built from a given mapping; tokens and the key never show in a repr or an error."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only the mapping that was given counts; nothing is read behind the caller's back."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    telegram_token: SecretStr | None = None
    discord_token: SecretStr | None = None
    data_dir: Path = CHECKOUT / ".data"
    database_url: str | None = None
    catalog: Path = CHECKOUT / "services_catalog.yaml"
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    locale: str = LANGUAGES[0]
    retention_days: Annotated[int, Field(ge=7, le=3650)] = 400
    """How long counts of closed weeks are kept."""
    contact: Annotated[str, Field(max_length=200)] | None = None
    """Whom members can ask about their data, as `/privacy` says it."""
    privacy_url: str | None = None
    """A page that says what is kept; both platforms can link to it."""
    log_format: Literal["text", "json"] = "text"
    log_file: Path | None = None
    """Beside the terminal; the file is turned over when it grows."""
    telegram_api_url: str | None = None
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    discord_listening: bool = False
    """Ask Discord for all messages, for communities whose managers switched listening on."""

    @property
    def database_file(self) -> Path:
        """The SQLite file in the data folder, where no other database is named."""
        return self.data_dir / "peerbridge.sqlite"

    @property
    def cache(self) -> Path:
        """Where vectors of the catalog and of phrases are kept."""
        return self.data_dir / "cache"

    @property
    def versions(self) -> Path:
        """Earlier versions of the list of services."""
        return self.data_dir / "catalog-versions"

    @property
    def forgets_file(self) -> Path:
        """A copy of the list of forgets, for the day on which the database is lost and a backup is restored."""
        return self.data_dir / "forgets"

    @field_validator("locale")
    @classmethod
    def _is_spoken(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
        return value

    @field_validator("region", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("must start with sqlite+aiosqlite:/// and name a file, or with postgresql+asyncpg://")
        return value

    @field_validator("telegram_api_url", "discord_api_url", "discord_gateway_url", "privacy_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"(https?|wss?)://[^\s/]+", value):
            raise ValueError("must be an address that starts with https://, http://, wss:// or ws://")
        return value

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_KEY:
            raise ValueError(f"must be at least {MIN_KEY} characters long")
        return value


_SAY = {
    "discord_listening": "must be yes or no",
    "retention_days": "must be a number of days from 7 to 3650",
    "log_format": "must be text or json",
    "contact": "must be at most 200 characters long",
    "region": "must be two capital letters for a country, such as GB, with an optional part such as GB-SCT",
}


def read_settings(environment: Mapping[str, str] | None = None, *, file: Path | None = None) -> Settings:
    """Settings from a mapping (by default the environment, with .env of the checkout behind it).

    Raises:
        SettingsError: one sentence for each wrong value, naming its variable, never repeating the value.
    """
    if environment is None:
        file = file or CHECKOUT / ".env"
        environment = {**{k: v or "" for k, v in dotenv_values(file).items()}, **os.environ}
    given: dict[str, Any] = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(problem) for problem in error.errors(include_input=False))) from None


def _sentence(problem: Any) -> str:
    name = str(problem["loc"][0])
    variable = PREFIX + name.upper()
    if problem["type"] == "extra_forbidden":
        known = ", ".join(PREFIX + field.upper() for field in Settings.model_fields)
        return f"{variable} is not a setting we know. The settings are: {known}."
    reason = _SAY.get(name) or str(problem.get("ctx", {}).get("error") or problem["msg"])
    return f"{variable} {reason}."

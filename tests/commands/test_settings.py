"""Each wrong setting gets a sentence that names it; secrets never show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from commands.keys import root_key
from commands.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "correct-horse-battery-staple-and-more"


def test_nothing_has_to_be_set() -> None:
    settings = read_settings({})
    assert settings.telegram_token is None
    assert settings.catalog.name == "services_catalog.yaml"
    assert settings.database_file.parent == settings.data_dir


def test_an_empty_value_counts_as_not_set() -> None:
    assert read_settings({"PEERBRIDGE_REGION": "  "}).region is None


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("PEERBRIDGE_REGION", "Britain", "two capital letters"),
        ("PEERBRIDGE_LOCALE", "fr", "one of en, es, th"),
        ("PEERBRIDGE_DATABASE_URL", "mysql://x", "sqlite+aiosqlite:///"),
        ("PEERBRIDGE_TELEGRAM_API_URL", "localhost", "https://"),
        ("PEERBRIDGE_DISCORD_API_URL", "ftp://x", "https://"),
        ("PEERBRIDGE_DISCORD_GATEWAY_URL", "nonsense", "ws://"),
        ("PEERBRIDGE_SECRET_KEY", "short", "32 characters"),
        ("PEERBRIDGE_TELEGRAM_TOKKEN", "x", "not a setting we know"),
    ],
)
def test_a_wrong_value_is_named_and_explained(name: str, value: str, part: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert name in str(caught.value)
    assert part in str(caught.value)


def test_every_wrong_value_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"PEERBRIDGE_REGION": "Britain", "PEERBRIDGE_LOCALE": "fr"})
    assert len(str(caught.value).splitlines()) == 2


def test_secrets_show_neither_in_a_repr_nor_in_an_error() -> None:
    settings = read_settings({"PEERBRIDGE_SECRET_KEY": SECRET, "PEERBRIDGE_TELEGRAM_TOKEN": "1:secret"})
    assert SECRET not in repr(settings)
    assert "1:secret" not in repr(settings)
    with pytest.raises(SettingsError) as caught:
        read_settings({"PEERBRIDGE_SECRET_KEY": "tiny-secret"})
    assert "tiny-secret" not in str(caught.value)


def test_only_the_given_mapping_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERBRIDGE_REGION", "TH")
    monkeypatch.setenv("REGION", "TH")
    assert read_settings({}).region is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PEERBRIDGE_REGION=GB\nPEERBRIDGE_LOCALE=es\n")
    monkeypatch.setenv("PEERBRIDGE_REGION", "IE")
    settings = read_settings(file=file)
    assert (settings.region, settings.locale) == ("IE", "es")


def test_settings_are_frozen() -> None:
    settings = read_settings({})
    with pytest.raises(ValueError, match="frozen"):
        settings.region = "US"  # type: ignore[misc]  # the very thing that must fail


def test_run_needs_a_key_and_says_so() -> None:
    with pytest.raises(SettingsError, match="PEERBRIDGE_SECRET_KEY is not set"):
        root_key(Settings(), make=False)


def test_chat_makes_a_key_that_only_its_owner_can_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    first = root_key(Settings(), make=True)
    file = tmp_path / "peerbridge" / "key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert root_key(Settings(), make=True) == first


def test_a_key_file_is_read_and_checked(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("short")
    with pytest.raises(SettingsError, match="at least 32 characters"):
        root_key(Settings(secret_key_file=file), make=False)
    file.write_text(SECRET)
    assert root_key(Settings(secret_key_file=file), make=False) == root_key(Settings(secret_key=SECRET), make=False)

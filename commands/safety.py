"""`peerbridge safety`: look over the crisis lines, measure the danger judges, and give phrases to Discord's AutoMod."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003  typer reads the annotation while the program runs
from typing import TYPE_CHECKING, Annotated

import typer

from commands.finishing import finish, stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from commands.settings import Settings
    from safety.line import Line

safety_app = typer.Typer(
    help="Check crisis lines and danger answers, measure the danger judges, export phrases for AutoMod.",
    no_args_is_help=True,
)
_LANGUAGES = "en,es,th"
_URGENT = ("intent", "ideation", "medical")


@safety_app.command()
def check(
    country: Annotated[
        list[str] | None,
        typer.Option("--country", help="A country your members are in, as two letters; may be given again."),
    ] = None,
) -> None:
    """Look over the crisis lines and the danger answers. Age warns; only what is wrong fails."""
    finish(lambda settings: _check(settings, country or []))


@safety_app.command()
def report(
    files: Annotated[list[Path], typer.Argument(help="Messages whose danger is known, one JSON object a line.")],
    everyday: Annotated[
        int, typer.Option("--everyday", min=0, help="Ordinary messages looked at, at most; 0 leaves them out.")
    ] = 20_000,
) -> None:
    """Measure what the danger judges find and miss, on files of messages. No message is ever shown."""
    from commands.danger_report import report_on  # noqa: PLC0415  each command loads only what it needs

    finish(lambda settings: report_on(settings, files, everyday))


@safety_app.command("export-automod")
def export_automod(
    channel: Annotated[str, typer.Option("--channel", help="The number of the staff channel that gets the alerts.")],
    languages: Annotated[str, typer.Option("--languages", help="Codes with commas between.")] = _LANGUAGES,
    *,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Only the phrases with commas between, to paste into Discord.")
    ] = False,
) -> None:
    """Danger phrases for Discord's AutoMod: alert only, switched off. Says first how little such lists find."""
    finish(lambda _: _export(languages.split(","), channel, words_only=words_only))


def _check(settings: Settings, countries: Sequence[str]) -> int:
    from safety.checkup import checkup  # noqa: PLC0415  the same

    regions = [settings.region] if settings.region else []
    configured = sorted({each.upper().partition("-")[0] for each in (*countries, *regions)})
    findings = checkup(configured=configured, own=_own_lines(settings))
    for finding in findings:
        typer.echo(str(finding))
    return int(any(finding.state == "broken" for finding in findings))


def _own_lines(settings: Settings) -> tuple[Line, ...]:
    """The crisis lines that the community's catalog adds; a catalog that cannot be read has its own command."""
    from catalog.loader import load_catalog, load_needs  # noqa: PLC0415  the same
    from handlers.tools import community_line  # noqa: PLC0415  the same

    catalog = load_catalog(settings.catalog, load_needs()).catalog
    return tuple(community_line(line) for line in catalog.crisis_lines) if catalog else ()


def _export(languages: Sequence[str], channel: str, *, words_only: bool) -> int:
    from safety.automod import MEASURED, keyword_rules, worth  # noqa: PLC0415  the same

    chosen = [code.strip() for code in languages if code.strip()]
    try:
        rules = keyword_rules(chosen, channel)
    except ValueError as problem:
        stop(str(problem))
    typer.echo(MEASURED, err=True)
    for code in chosen:
        typer.echo(f"This list ({code}), on messages it was not made from: {worth(code, _corpus(code))}.", err=True)
    typer.echo("Each rule alerts only and is switched off: read the phrases, then switch it on yourself.", err=True)
    if words_only:
        typer.echo(",\n".join(word for rule in rules for word in rule["trigger_metadata"]["keyword_filter"]))
    else:
        typer.echo(json.dumps(rules, ensure_ascii=False, indent=1))
    return 0


def _corpus(code: str) -> Iterator[tuple[str, bool]]:
    """The committed messages of a language, and whether each is urgent."""
    from safety.train_learned import CORPUS  # noqa: PLC0415  the same

    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["lang"] == code and row["label"] in (*_URGENT, "none"):
                yield row["text"], row["label"] != "none"

"""`peerbridge catalog`: keep the list of services that your community edits."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from commands.finishing import finish, stop

catalog_app = typer.Typer(help="Keep the list of services that your community edits.", no_args_is_help=True)

Catalog = Annotated[Path | None, typer.Argument(help="The file; by default your services_catalog.yaml.")]
Region = Annotated[str | None, typer.Option(help="A country as two letters, such as GB.")]
Language = Annotated[str | None, typer.Option(help="A language as two letters, such as es.")]
Force = Annotated[bool, typer.Option("--force", help="Go on although golden requests fail.")]
In = Annotated[Path, typer.Argument(help="The file or folder to read.")]


@catalog_app.command()
def init(
    file: Catalog = None,
    force: Annotated[bool, typer.Option("--force", help="Keep the old file aside.")] = False,  # noqa: FBT002  typer's way to write a flag
) -> None:
    """Begin a short file of your own that builds on the services we ship."""
    from commands.catalog_writing import begin  # noqa: PLC0415  each command loads only what it needs

    finish(lambda settings: begin(file or settings.catalog, force=force))


@catalog_app.command()
def check(
    file: Catalog = None,
    force: Force = False,  # noqa: FBT002  the same
    everything: Annotated[bool, typer.Option("--all", help="Show every hint, not only the first ones.")] = False,  # noqa: FBT002  the same
) -> None:
    """Read the list of services and name everything that must be changed, line by line."""
    from commands.checking import check_catalog  # noqa: PLC0415  the same

    finish(lambda settings: check_catalog(file or settings.catalog, settings.cache, force=force, everything=everything))


@catalog_app.command("format")
def format_(
    file: Catalog = None,
    only_look: Annotated[bool, typer.Option("--check", help="Change nothing; say whether it would.")] = False,  # noqa: FBT002  the same
) -> None:
    """Put the file into our order and spacing; every word and comment stays."""
    from commands.catalog_writing import format_catalog  # noqa: PLC0415  the same

    finish(lambda settings: format_catalog(file or settings.catalog, only_look=only_look))


@catalog_app.command()
def stats(
    file: Catalog = None,
    region: Region = None,
    language: Language = None,
    cost: Annotated[str | None, typer.Option(help="free, low-cost, paid or mixed.")] = None,
) -> None:
    """Show what there is for each need, by kind, cost, language and country; what is missing comes first."""
    from commands.catalog_stats import show_stats  # noqa: PLC0415  the same

    finish(
        lambda settings: show_stats(
            file or settings.catalog, region=region, language=language, cost=cost, home=settings.region
        )
    )


@catalog_app.command()
def add(file: Catalog = None) -> None:
    """Answer a few questions, and a new service is written into your file."""
    from commands.catalog_adding import add_service  # noqa: PLC0415  the same

    finish(lambda settings: add_service(file or settings.catalog))


@catalog_app.command()
def stub(
    need: Annotated[str, typer.Argument(help="The id of a need, such as sleep.")],
    language: Language = None,
    region: Region = None,
    put: Annotated[bool, typer.Option("--put", help="Put it into your file, behind “#” marks.")] = False,  # noqa: FBT002  the same
    file: Catalog = None,
) -> None:
    """Print an entry to fill in, for a need that nobody serves yet."""
    from commands.catalog_adding import print_stub  # noqa: PLC0415  the same

    finish(
        lambda settings: print_stub(
            need,
            language or settings.locale,
            region or settings.region,
            into=(file or settings.catalog) if put else None,
        )
    )


@catalog_app.command()
def diff(old: In, new: In, region: Region = None) -> None:
    """Say in words what differs between two catalogs, and who would find other services."""
    from commands.catalog_diff import show_diff  # noqa: PLC0415  the same

    finish(lambda settings: show_diff(old, new, settings.cache, region=region or settings.region))


@catalog_app.command("try")
def try_(
    file: In, text: Annotated[str, typer.Argument(help="What a member might say, in quotes.")], region: Region = None
) -> None:
    """See which services a message would find in an edited file, before it goes live."""
    from commands.trying import try_one  # noqa: PLC0415  the same

    finish(lambda settings: try_one(settings.model_copy(update={"catalog": file}), text, region))


@catalog_app.command()
def links(file: Catalog = None) -> None:
    """Ask every web address of the catalog whether it is still there. Takes some minutes."""
    from commands.catalog_links import check_links  # noqa: PLC0415  the same

    finish(lambda settings: check_links(file or settings.catalog))


@catalog_app.command()
def versions(file: Catalog = None) -> None:
    """Show the earlier versions of your file: when each went live, and what had changed."""
    from commands.catalog_versions import show_versions  # noqa: PLC0415  the same

    finish(lambda settings: show_versions(file or settings.catalog, settings.versions))


@catalog_app.command()
def rollback(
    version: Annotated[
        str | None, typer.Argument(help="Its eight characters, see peerbridge catalog versions.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="The file; by default your services_catalog.yaml.")
    ] = None,
) -> None:
    """Put an earlier version of your file back; the present one is kept."""
    from commands.catalog_versions import roll_back  # noqa: PLC0415  the same

    finish(lambda settings: roll_back(file or settings.catalog, settings.versions, version))


@catalog_app.command("export-hsds")
def export_hsds(
    to: Annotated[Path, typer.Argument(help="The new file: .json or .zip; any other name becomes a folder.")],
    file: Catalog = None,
) -> None:
    """Write your checked services in the standard that directories exchange (HSDS 3.0)."""
    from commands.catalog_hsds import export_hsds as export  # noqa: PLC0415  the same

    finish(lambda settings: export(file or settings.catalog, to))


@catalog_app.command("import-hsds")
def import_hsds(
    source: In,
    to: Annotated[Path | None, typer.Option(help="The new file; by default imported.yaml.")] = None,
    file: Catalog = None,
    region: Region = None,
    language: Language = None,
    need: Annotated[str | None, typer.Option(help="A need for services whose words name none that we know.")] = None,
) -> None:
    """Read services of another directory (HSDS 3.0) into a new file; members see none before you checked it."""
    from commands.catalog_hsds import import_hsds as bring  # noqa: PLC0415  the same

    finish(
        lambda settings: bring(
            source,
            file or settings.catalog,
            to,
            region=region or settings.region,
            language=language or settings.locale,
            need=need,
        )
    )


@catalog_app.command("worklist")
def worklist_(
    file: Catalog = None,
    region: Region = None,
    everything: Annotated[bool, typer.Option("--all", help="Show all of it, not only the first ones.")] = False,  # noqa: FBT002  the same
) -> None:
    """Show what is to be checked this week, the most urgent first."""
    from commands.catalog_verify import flagged, show_worklist  # noqa: PLC0415  the same

    finish(
        lambda settings: show_worklist(
            file or settings.catalog,
            region or settings.region,
            asyncio.run(flagged(settings)),
            everything=everything,
        )
    )


@catalog_app.command("verify")
def verify_(
    entry: Annotated[str | None, typer.Argument(help="The id of a service, or the name of your crisis line.")] = None,
    calls: Annotated[bool, typer.Option("--calls", help="Go through all numbers that nobody has called.")] = False,  # noqa: FBT002  the same
    by: Annotated[str | None, typer.Option(help="Who checked it: a name or a role.")] = None,
    how: Annotated[str | None, typer.Option(help="How it was checked, such as: called it.")] = None,
    region: Region = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="The file; by default your services_catalog.yaml.")
    ] = None,
) -> None:
    """Write down that an entry was checked today; with --calls, call one number after the other."""
    from commands.catalog_verify import verify, verify_calls  # noqa: PLC0415  the same

    if calls == bool(entry):
        stop("Write the id of one entry, or --calls to go through all numbers.")
    finish(
        lambda settings: (
            verify(file or settings.catalog, entry, by, how)
            if entry
            else verify_calls(file or settings.catalog, region or settings.region, by)
        )
    )


Community = Annotated[str | None, typer.Option(help="telegram:ID or discord:ID; needed where several have changes.")]


@catalog_app.command("merge")
def merge_(
    file: Catalog = None,
    community: Community = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,  # noqa: FBT002  the same
) -> None:
    """Write into your file what managers changed in chat."""
    from commands.catalog_chat import merge  # noqa: PLC0415  the same

    finish(lambda settings: asyncio.run(merge(settings, file or settings.catalog, community, yes=yes)))


@catalog_app.command("audit")
def audit_(community: Community = None) -> None:
    """Show what managers changed in chat, and when; who it was is not kept."""
    from commands.catalog_chat import audit  # noqa: PLC0415  the same

    finish(lambda settings: asyncio.run(audit(settings, community)))


@catalog_app.command("export-csv")
def export_csv(
    to: Annotated[Path, typer.Argument(help="The new file, such as services.csv.")],
    file: Catalog = None,
    semicolons: Annotated[bool, typer.Option("--semicolons", help="For Excel where commas are decimal marks.")] = False,  # noqa: FBT002  the same
) -> None:
    """Write your services as a table, for people who keep a spreadsheet."""
    from commands.catalog_sheet import export_csv as export  # noqa: PLC0415  the same

    finish(lambda settings: export(file or settings.catalog, to, semicolons=semicolons))


@catalog_app.command("import-csv")
def import_csv(
    source: In,
    to: Annotated[Path | None, typer.Option(help="The new file; by default imported.yaml.")] = None,
    file: Catalog = None,
    checked: Annotated[bool, typer.Option("--checked", help="Believe the rows that say yes under “checked”.")] = False,  # noqa: FBT002  the same
) -> None:
    """Read services from a spreadsheet's table into a new file; members see none before you checked it."""
    from commands.catalog_sheet import import_csv as bring  # noqa: PLC0415  the same

    finish(lambda settings: bring(source, file or settings.catalog, to, checked=checked))

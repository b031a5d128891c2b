"""The command line as a newcomer meets it, and what loading the program may not do."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from commands.settings import CHECKOUT
from tests.journeys.kit import environment, peerbridge, squeezed
from tests.journeys.test_faults import obey_permissions

PACKAGES = ("bots", "handlers", "storage", "catalog", "encoder", "matching", "safety", "insight", "commands")


def test_help_lists_every_command_in_plain_words(tmp_path: Path) -> None:
    done = peerbridge("--help", env=environment(tmp_path))
    said = squeezed(done.stdout.replace("│", " "))
    assert done.returncode == 0
    for words in (
        "chat Talk to the bot right here, in this terminal. Needs no token and no account.",
        "run Start the bot on every platform that has a token (Telegram, Discord).",
        "try See which services a message would find, without saving anything.",
        "catalog Keep the list of services that your community edits.",
    ):
        assert words in said
    assert not [word for word in ("JSON", "SQL", "API", "async", "daemon") if word in said]


@pytest.mark.parametrize("words", [["chat"], ["run"], ["try"], ["catalog"], ["catalog", "check"]], ids=" ".join)
def test_every_command_explains_itself_without_settings(words: list[str], tmp_path: Path) -> None:
    done = peerbridge(*words, "--help", env=environment(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "data").exists()


def test_run_without_a_token_is_one_sentence_that_names_the_settings_and_chat(tmp_path: Path) -> None:
    done = peerbridge("run", env=environment(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    for words in ("PEERBRIDGE_TELEGRAM_TOKEN", "PEERBRIDGE_DISCORD_TOKEN", "`peerbridge chat`"):
        assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "data").exists(), "nothing was made"


def test_run_without_a_key_says_which_setting_to_make(tmp_path: Path) -> None:
    done = peerbridge("run", env=environment(tmp_path, telegram_token="1:made-up"))
    assert done.returncode == 2
    assert "PEERBRIDGE_SECRET_KEY" in done.stderr
    assert "made-up" not in done.stderr


def test_a_wrong_setting_is_named_before_anything_is_done(tmp_path: Path) -> None:
    done = peerbridge("chat", env=environment(tmp_path, region="Scotland", locale="xx"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "PEERBRIDGE_REGION" in done.stderr
    assert "PEERBRIDGE_LOCALE" in done.stderr
    assert "Scotland" not in done.stderr


@pytest.mark.usefixtures("directory")
def test_try_shows_the_services_of_one_message_and_keeps_nothing(tmp_path: Path, vectors: Path) -> None:
    done = peerbridge("try", "I cannot sleep, my mind races", env=environment(tmp_path, vectors))
    assert done.returncode == 0
    assert "sleep" in done.stdout
    assert {file.name for file in (tmp_path / "data").iterdir()} == {"cache"}


def test_try_without_words_says_what_is_missing(tmp_path: Path) -> None:
    done = peerbridge("try", env=environment(tmp_path))
    assert done.returncode == 2
    assert "in quotes" in done.stderr


def test_the_shipped_catalog_is_ready(tmp_path: Path) -> None:
    done = peerbridge("catalog", "check", env=environment(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "services_catalog.yaml is ready" in done.stdout


def test_a_broken_catalog_is_explained_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    shipped = (CHECKOUT / "services_catalog.yaml").read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(shipped) if line.strip().startswith("area:"))
    shipped[first] = shipped[first].split(":")[0] + ": welbeing"
    file.write_text("\n".join(shipped), encoding="utf-8")
    done = peerbridge("catalog", "check", str(file), env=environment(tmp_path))
    assert done.returncode == 1
    assert "ours.yaml needs one change" in done.stdout
    assert f"line {first + 1}:" in done.stdout
    assert "did you mean “wellbeing”" in done.stdout


def test_a_catalog_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = peerbridge("catalog", "check", str(tmp_path / "none.yaml"), env=environment(tmp_path))
    assert done.returncode == 1
    assert "none.yaml" in done.stdout
    assert "Traceback" not in done.stderr


# Loading the program

WATCH = """
import sys

def watch(event, details):
    if event.startswith(("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "subprocess.")):
        raise SystemExit(f"{module} does {event}")
    if event in {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.truncate"}:
        raise SystemExit(f"{module} does {event}")
    if event == "open" and (details[1] or "r").strip("rbtU") or event == "open" and details[2] & 0o1103:
        raise SystemExit(f"{module} opens a file for writing")

module = "nothing"
sys.addaudithook(watch)
import importlib
for module in sys.argv[1:]:
    importlib.import_module(module)
"""


def modules() -> list[str]:
    """Every module of the project by its name."""
    found = [path for package in PACKAGES for path in sorted((CHECKOUT / package).rglob("*.py"))]
    names = [".".join(path.relative_to(CHECKOUT).with_suffix("").parts) for path in found]
    return [name.removesuffix(".__init__") for name in names]


def load(*names: str, cwd: Path, extra: str = "") -> subprocess.CompletedProcess[str]:
    """Load modules in a fresh Python that finds no settings and may write and call nothing."""
    program = [sys.executable, "-B", "-W", "error", "-W", "ignore:'audioop'", "-c", WATCH, *names]
    return subprocess.run(  # noqa: S603  our own Python
        program, cwd=cwd, env={"PYTHONPATH": extra or str(CHECKOUT)}, capture_output=True, text=True, check=False,
        preexec_fn=obey_permissions,
    )  # fmt: skip


def test_loading_any_module_touches_no_network_and_no_disk_and_needs_no_settings(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    done = load(*modules(), cwd=tmp_path)
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


@pytest.mark.parametrize(
    ("breach", "said"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "bad does socket."),
        ("open('made.txt', 'w')", "bad opens a file for writing"),
        ("import pathlib; pathlib.Path('made').touch()", "bad opens a file for writing"),
        ("import pathlib; pathlib.Path('made').mkdir()", "bad does os.mkdir"),
        ("import os; os.environ['PEERBRIDGE_TELEGRAM_TOKEN']", "KeyError"),
    ],
)
def test_a_module_that_does_something_on_loading_is_caught(breach: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(breach, encoding="utf-8")
    assert said in load("bad", cwd=tmp_path, extra=str(tmp_path)).stderr


# Who may import whom


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of pyproject.toml on the packages that lie in the folder."""
    program = [str(Path(sysconfig.get_path("scripts")) / "lint-imports"), "--no-cache"]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  a tool of ours


def test_imports_point_one_way() -> None:
    done = lint_imports(CHECKOUT)
    assert done.returncode == 0, done.stdout


BREACHES = {
    "handlers/picture.py": "import matplotlib",
    "handlers/start.py": "import bots.identity",
    "catalog/model.py": "import matching.text",
    "storage/weeks.py": "import catalog.model",
    "safety/verdict.py": "import catalog.model",
    "handlers/why.py": "import telegram",
    "handlers/wipe.py": "import discord",
    "handlers/report.py": "import sqlalchemy",
    "handlers/cards.py": "import yaml",
    "matching/text.py": "import onnxruntime",
    "insight/rules.py": "import catalog.model",
}


def test_each_contract_breaks_on_a_planted_breach(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(CHECKOUT / package, tmp_path / package, ignore=only_python)
    for file, breach in BREACHES.items():
        path = tmp_path / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{breach}\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    shown = [line for line in done.stdout.splitlines() if line.endswith((" KEPT", " BROKEN"))]
    assert len(shown) >= len(BREACHES)
    assert not [line for line in shown if line.endswith(" KEPT")]


def only_python(folder: str, names: list[str]) -> set[str]:
    """What is left behind: everything but source files and folders."""
    return {name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()} | {"__pycache__"}


def test_only_the_entry_point_reads_the_environment() -> None:
    """Settings are handed down from `commands/`; a module that looks for itself is a hidden setting."""
    allowed = {"commands/settings.py", "commands/keys.py"}
    found = set()
    for name in modules():
        path = CHECKOUT / (name.replace(".", "/") + ".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else ():
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
                found.add(str(path.relative_to(CHECKOUT)))
    switches = {"bots/telegram_bot/door.py", "commands/finishing.py"}
    assert found - allowed <= switches, "these set a switch of a library"

"""`peerbridge try --jsonl`: the contract that benchmarks and other programs build on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from commands.trying import BadLineError, _read
from tests.journeys.kit import environment, peerbridge

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("directory")  # its vectors are then made already

WORD = "xqzvkjword"
ASKED: dict[str, dict[str, str]] = {
    "services": {"text": f"I cannot sleep, my mind races every night {WORD}"},
    "spanish": {"text": "no puedo dormir, mi cabeza no para por la noche"},
    "thai": {"text": "นอนไม่หลับมาหลายคืนแล้ว คิดมากตลอด"},
    "told": {"text": "sleep", "locale": "es"},
    "place": {"text": "I cannot sleep and I want free help, I am 16", "locale": "en", "region": "GB-SCT"},
    "danger": {"text": f"I am going to kill myself tonight {WORD}"},
    "other": {"text": "my friend says she wants to kill herself"},
    "smalltalk": {"text": "hello there"},
    "vague": {"text": "everything is just too much lately and I do not know"},
    "empty": {"text": ""},
    "spaces": {"text": "  \n "},
    "emoji": {"text": "🙂🙂"},
    "surrogate": {"text": "half a character \ud83d and sleep"},
    "long": {"text": "I cannot sleep at night. " * 800},
}
OUTCOMES = {"danger", "services", "clarify", "unmet", "smalltalk"}
CONSTRAINTS = {
    "region": str, "language": str, "age": int, "audience": str, "cost": str, "format": str, "anonymous": bool,
    "at_night": bool, "readiness": str, "open_now": bool, "low_bandwidth": bool,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, vectors: Path) -> Path:
    made = tmp_path_factory.mktemp("try")
    environment(made, vectors)
    return made


@pytest.fixture(scope="module")
def printed(folder: Path) -> str:
    """What is printed for all of them, from a file."""
    file = folder / "asked.jsonl"
    lines = [json.dumps({"id": name, **request}) for name, request in ASKED.items()]
    file.write_text("\n" + "\n\n".join(lines) + "\n   \n", encoding="utf-8")
    done = peerbridge("try", "--jsonl", str(file), env=environment(folder))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def answers(printed: str) -> dict[str, dict[str, Any]]:
    return {answer["id"]: answer for answer in map(json.loads, printed.splitlines())}


def test_one_line_for_each_request_in_the_same_order(printed: str) -> None:
    assert [json.loads(line)["id"] for line in printed.splitlines()] == list(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_has_the_keys_and_kinds_of_the_contract(name: str, answers: dict[str, dict[str, Any]]) -> None:
    answer = answers[name]
    assert list(answer) == ["id", "outcome", "danger", "needs", "offers", "constraints", "services", "ms"]
    assert answer["outcome"] in OUTCOMES
    assert list(answer["danger"]) == ["band", "tier", "about"]
    assert answer["danger"]["band"] in {"act", "care", "soft", "none"}
    assert answer["danger"]["tier"] is None or isinstance(answer["danger"]["tier"], str)
    assert answer["danger"]["about"] in {"self", "other", None}
    assert (answer["danger"]["band"] in {"act", "care"}) is (answer["outcome"] == "danger")
    assert isinstance(answer["ms"], float)
    for key, value in answer["constraints"].items():
        assert type(value) is CONSTRAINTS[key]


@pytest.mark.parametrize("name", ASKED)
def test_the_five_best_needs_are_always_there(name: str, answers: dict[str, dict[str, Any]], directory: Any) -> None:
    needs = answers[name]["needs"]
    known = {need.id for need in directory.matcher._needs}
    assert len({need["id"] for need in needs} & known) == 5
    scores = [need["score"] for need in needs]
    assert all(isinstance(score, float) for score in scores)
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("name", ASKED)
def test_services_belong_to_the_outcome(name: str, answers: dict[str, dict[str, Any]], directory: Any) -> None:
    answer = answers[name]
    services = answer["services"]
    assert bool(services) is (answer["outcome"] == "services")
    assert len(services) <= 10
    for service in services:
        assert list(service)[:4] == ["id", "score", "needs", "because"]
        assert directory.catalog.service(service["id"])
        assert isinstance(service["score"], float)
        assert isinstance(service["because"], dict)
    assert bool(answer["offers"]) is (answer["outcome"] == "clarify")


def test_outcomes_are_those_of_the_desk(answers: dict[str, dict[str, Any]]) -> None:
    outcomes = {name: answer["outcome"] for name, answer in answers.items()}
    assert {name for name, outcome in outcomes.items() if outcome == "danger"} == {"danger", "other"}
    assert {outcomes[name] for name in ("services", "spanish", "thai", "place")} == {"services"}
    assert {outcomes[name] for name in ("smalltalk", "empty", "spaces", "emoji")} == {"smalltalk"}
    assert answers["danger"]["danger"]["about"] == "self"
    assert answers["other"]["danger"]["about"] == "other"


def test_a_missing_language_is_detected_and_a_missing_region_stays_unknown(answers: dict[str, dict[str, Any]]) -> None:
    for name in ("services", "spanish", "thai"):
        assert answers[name]["needs"][0]["id"] == "sleep"
        assert "region" not in answers[name]["constraints"]
    told = answers["place"]["constraints"]
    assert (told["region"], told["cost"], told["age"]) == ("GB-SCT", "free", 16)


def test_the_text_is_never_repeated(printed: str) -> None:
    assert WORD not in printed
    assert "mind races" not in printed


def test_standard_input_is_read_too_and_no_storage_is_opened(folder: Path, tmp_path: Path) -> None:
    env = environment(tmp_path, folder / "data" / "cache", region="GB")
    done = peerbridge("try", "--jsonl", "-", env=env, given=json.dumps({"id": "ü", "text": "I cannot sleep"}))
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["id"] == "ü"
    assert "region" not in answer["constraints"], "the contract asks for unknown, whatever the settings say"
    assert {file.name for file in (tmp_path / "data").iterdir()} == {"cache"}
    assert not (tmp_path / "config").exists(), "no key was made"


def test_blank_input_is_no_mistake(folder: Path) -> None:
    done = peerbridge("try", "--jsonl", "-", env=environment(folder), given="\n \n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


BAD = (
    f"not json {WORD}".encode(),
    f'["{WORD}"]'.encode(),
    f'{{"id": 3, "text": "{WORD}"}}'.encode(),
    f'{{"id": "{WORD}"}}'.encode(),
    f'{{"id": "1", "text": "{WORD}", "region": "Scotland"}}'.encode(),
    f'{{"id": "1", "text": "{WORD}", "region": ["GB"]}}'.encode(),
    f'{{"id": "1", "text": "{WORD}", "locale": 7}}'.encode(),
    b'{"id": "1", "text": "\xff\xfe"}',
    b"[" * 100_000,
)


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_bad_line_gets_a_sentence_that_does_not_repeat_it(bad: bytes) -> None:
    with pytest.raises(BadLineError) as refused:
        _read(bad)
    assert WORD not in str(refused.value)


def test_a_bad_line_is_named_by_its_number_and_the_good_ones_before_it_are_answered(
    folder: Path, tmp_path: Path
) -> None:
    good, file = b'{"id": "good \\ud83d", "text": "hello"}', tmp_path / "asked.jsonl"
    file.write_bytes(good + b"\n\n" + BAD[-2] + b"\n" + good)
    done = peerbridge("try", "--jsonl", str(file), env=environment(folder))
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["good \ud83d"]
    assert done.stderr.startswith("line 3: ")
    assert done.stderr.count("\n") == 1
    assert WORD not in done.stderr


def test_a_file_that_is_not_there_is_one_sentence(folder: Path) -> None:
    done = peerbridge("try", "--jsonl", "nowhere.jsonl", env=environment(folder))
    assert done.returncode == 2
    assert done.stderr.startswith("nowhere.jsonl cannot be opened.")

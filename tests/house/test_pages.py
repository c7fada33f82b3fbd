"""What is written about the code agrees with the code."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from realtime.codes import ALL
from realtime.counters import Counters
from scripts.docs import every_refusal, pages
from server.health import PUSH
from server.settings import Settings

CHECKOUT = Path(__file__).parents[2]
SENTENCES = CHECKOUT / "web" / "src" / "i18n"


def _codes_refused_by_the_push_layer() -> Iterator[str]:
    """The literal codes of `Refused("…")` and `Err(…, "…")`, from the source."""
    for path in [*(CHECKOUT / "realtime").rglob("*.py"), CHECKOUT / "server" / "live.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Refused", "Err"}:
                given = (*node.args, *(keyword.value for keyword in node.keywords))
                yield from (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_generated_page_is_up_to_date(path: Path) -> None:
    assert path.read_bytes() == pages()[path], f"docs/{path.name} is not what the code says: make docs"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_has_its_sentence(language: str) -> None:
    said = {
        code for path in (SENTENCES / language).glob("*.ts") for code in re.findall(r"'refusal\.(\w+)'", path.read_text(encoding="utf-8"))
    }
    wanted = {kind.code for kind in every_refusal()} | set(_codes_refused_by_the_push_layer())
    assert wanted - said == set()


def test_two_refusals_never_share_a_code() -> None:
    codes = [kind.code for kind in every_refusal()]
    assert len(set(codes)) == len(codes)


def test_every_close_code_is_in_the_protocol() -> None:
    protocol = (CHECKOUT / "docs" / "protocol.md").read_text(encoding="utf-8")
    rows = {(int(number), name) for number, name in re.findall(r"^\| (\d{4}) \| (\w+)", protocol, re.MULTILINE)}
    assert rows == {(close.number, close.name) for close in ALL}


def test_every_code_of_the_push_layer_is_in_the_protocol() -> None:
    protocol = (CHECKOUT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert {code for code in _codes_refused_by_the_push_layer() if not re.search(rf"\b{code}\b", protocol)} == set()


def test_every_setting_says_what_it_is_for_and_is_read_from_its_variable() -> None:
    for spec in fields(Settings):
        assert spec.metadata["help"].endswith(".")
        assert re.fullmatch(r"PORT|(DATABASE|REDIS|SMTP)_URL|ARDOISE_[A-Z_]+", spec.metadata["env"])


def test_every_counter_of_the_push_layer_is_exported() -> None:
    assert set(PUSH) == set(Counters.__slots__)


def test_every_target_of_the_makefile_explains_itself() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    named = {"help", "run", "test", "check", "fix", "docs", "bench-realtime", "bench-agenda", "bench-slots", "bench-web"}
    assert named <= explained


def test_the_documents_link_to_what_is_there() -> None:
    for page in [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"

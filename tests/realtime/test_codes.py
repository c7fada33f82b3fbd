"""The close codes, and the page that tells clients about them."""

import re
from pathlib import Path

from realtime import codes

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


def test_the_page_lists_every_close_code_with_its_name_and_whether_to_come_back() -> None:
    rows = re.findall(r"^\| (\d{4}) \| (\w+): .* \| (yes|no)", PAGE.read_text(), re.MULTILINE)
    assert rows == [(str(code.number), code.name, "yes" if code.come_back else "no") for code in codes.ALL]


def test_a_client_may_tell_from_the_number_alone_whether_to_come_back() -> None:
    assert all(code.come_back == (code.number < 4500) for code in codes.ALL)

"""Take every address out of the browser's lock: hashes say what to install, a setting of the machine says from where."""

import json
from pathlib import Path

LOCK = Path(__file__).parents[1] / "web" / "package-lock.json"


def main() -> None:
    """Rewrite the lock without `resolved` and `funding`."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

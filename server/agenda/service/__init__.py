"""One function per agenda command: lock, load through the guard, decide by a pure rule, change, announce."""

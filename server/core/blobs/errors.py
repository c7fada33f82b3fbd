"""Why a file is refused."""

from server.core.errors import Refusal


class FileType(Refusal):
    """The file is of no kind that is taken here; `taken` lists those that are."""

    code = "file_type"
    status = 415
    title = "This kind of file is not taken."


class FileDisguised(Refusal):
    """The file's content is not what its name says."""

    code = "file_disguised"
    status = 415
    title = "This file is not what its name says."


class FileProgram(Refusal):
    """The file is a program."""

    code = "file_program"
    status = 415
    title = "This file is a program; it is not taken."


class FileUnreadable(Refusal):
    """The file is empty, cut off or broken."""

    code = "file_unreadable"
    status = 422
    title = "This file cannot be opened: it is empty, cut off or broken."


class FileLocked(Refusal):
    """The document needs a password."""

    code = "file_locked"
    status = 422
    title = "This document is locked by a password."


class FileActive(Refusal):
    """The document holds programs: scripts, macros, actions that start something, other files."""

    code = "file_active"
    status = 422
    title = "This document holds programs or other files."


class FileBomb(Refusal):
    """Unpacked, the file would be far larger than what is reasonable."""

    code = "file_bomb"
    status = 422
    title = "Unpacked, this file is far too large."


class FileInfected(Refusal):
    """The virus scanner found something; `name` is what it calls it."""

    code = "file_infected"
    status = 422
    title = "The virus scanner refuses this file."


class ScannerAway(Refusal):
    """The virus scanner does not answer: nothing is taken until it does."""

    code = "scanner_away"
    status = 503
    title = "The virus scanner does not answer; try again."


class FileLost(Refusal):
    """The file's content cannot be read back: absent, altered, or moved."""

    code = "file_lost"
    status = 503
    title = "The content of this file cannot be read."


REFUSED: dict[str, type[Refusal]] = {
    "disguised": FileDisguised,
    "unreadable": FileUnreadable,
    "locked": FileLocked,
    "active": FileActive,
    "bomb": FileBomb,
}
"""What the examination answers."""

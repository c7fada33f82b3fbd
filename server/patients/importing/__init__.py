"""Patients from another program's table (CSV): every row ends as a file, as one already there, or refused with its reason.

`parse` reads the whole table and writes nothing; `import_patients` then writes in short transactions, so that the desk
goes on working. Each row has a key (`imported_as`): after an interruption, or a second time, only what is missing is written.
"""

from server.patients.importing.rows import REASONS, Parsed, ReadPatient, Refused, parse
from server.patients.importing.table import NotATable
from server.patients.importing.writing import Report, import_patients

__all__ = ["REASONS", "NotATable", "Parsed", "ReadPatient", "Refused", "Report", "import_patients", "parse"]

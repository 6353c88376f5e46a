"""Every error Kizuna raises on purpose.

```
KizunaError                 anything wrong that a user can mend
├── InputError              an option or argument: unknown actor, date that is no date, ...
├── CodebookError           a codebook file breaks its schema
├── RecordError             the record cannot be opened, read or written
│   ├── RecordVersionError  the record was written by a newer Kizuna
│   ├── ConflictError       somebody else changed the same row meanwhile
│   ├── StorageError        disk full, read-only file, server gone
│   └── ImportFailedError        rows do not fit; carries the problems (record.interchange.load)
├── DocumentError           a file to be read is damaged, hostile, too large or no text
├── DataError               a public data file is missing, malformed or of another version
└── MissingExtraError       an optional dependency is not installed
```

Messages say what was found, what was expected and what to do next.
"""

from __future__ import annotations


class KizunaError(Exception):
    """Base of all errors that Kizuna raises on purpose."""


class InputError(KizunaError):
    """An argument or option has a value that cannot be used."""


class CodebookError(KizunaError):
    """A codebook file breaks its schema; names the file, row and field."""


class RecordError(KizunaError):
    """The record cannot be opened, read or written."""


class RecordVersionError(RecordError):
    """The record was written by a newer version of Kizuna than this one."""


class ConflictError(RecordError):
    """Somebody else changed the same row since it was read."""


class StorageError(RecordError):
    """The storage failed: disk full, read-only file, server gone."""


class DataError(KizunaError):
    """A public data file is missing, malformed or of an unexpected version."""


class DocumentError(KizunaError):
    """A document cannot be read: damaged, hostile, too large, a scan, or of another format."""


class MissingExtraError(KizunaError):
    """An optional dependency is needed; the message says what to install."""

    def __init__(self, module: str, extra: str) -> None:
        super().__init__(
            f"this needs {module}, which is not installed; "
            f"install it with: pip install 'kizuna[{extra}]'"
        )

"""Who makes a revision and why is kept for good, and so it must be plain."""

from __future__ import annotations

import pytest

from kizuna.errors import InputError
from kizuna.record import Record, revise


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+1", "-1", "two\nlines", "a\x00b", "bidi\u202e"])
def test_who_and_why_are_plain(record: Record, text: str) -> None:
    for who, why in ((text, "a reason"), ("somebody", text)):
        with pytest.raises(InputError, match="plain words"), revise(record, who=who, why=why):
            pass
    assert record.revisions() == []

from pathlib import Path

import pytest

from auralis.cli.options import api_keys, voice_names, voices_directory
from auralis.errors import InvalidRequestError
from auralis.server.keys import hashed


def test_keys_come_one_by_one_or_as_a_list_and_only_their_hashes_are_kept() -> None:
    one, two = hashed("one"), hashed("two")
    assert api_keys(["one", "two"]) == api_keys(["one,two , one"]) == (one, two)
    assert api_keys(None) == api_keys(["", " , "]) == ()


def test_names_of_voices_are_a_table() -> None:
    assert voice_names(["alloy=Ana Florence", "a=b=c"]) == {"alloy": "Ana Florence", "a": "b=c"}
    assert voice_names(None) == {}
    for entry in ("alloy", "=x", "x="):
        with pytest.raises(InvalidRequestError):
            voice_names([entry])


def test_voices_are_kept_where_data_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert voices_directory(tmp_path) == tmp_path
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert voices_directory(None) == tmp_path / "auralis"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert voices_directory(None) == tmp_path / ".local" / "share" / "auralis"

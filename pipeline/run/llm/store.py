"""Keeps the replies of a language model: lines are added to a file and never changed.

The folder is beside the decisions and treated like verbatims: only its owner can read it. A line
that was half written when the power failed is left as it is; the next one begins on a new line.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from pipeline.coding.llm import StoredReply, dump_line
from pipeline.coding.replies import KNOWN_WEIGHTS, file_state, weights_hash
from pipeline.errors import UnreadableFileError
from pipeline.study import REPLIES, Llm, Study

_OWNER_ONLY = 0o600
_FOLDER_OF_OWNER = 0o700


class ReplyStore:
    """The file of a question's replies, to add to; made with the first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, reply: StoredReply) -> None:
        """Add a reply; when this returns it is on disk.

        `UnreadableFileError` if it can't be written, as on a full disk.
        """
        line = dump_line(reply).encode("ascii")
        try:
            self._path.parent.mkdir(mode=_FOLDER_OF_OWNER, exist_ok=True)
            if _is_torn(self._path):
                line = b"\n" + line
            with open(self._path, "ab", opener=_open_for_owner) as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unwritable(self._path, error) from None


def remember_weights(study: Study, llm: Llm) -> None:
    """Write the hash of the study's weights, so that a run need not read them again."""
    if not llm.weights:
        return
    weights, path = study.path(llm.weights), study.path(REPLIES) / KNOWN_WEIGHTS
    state = file_state(weights)
    known = {"file": state, "sha256": weights_hash(study, llm)}
    try:
        path.parent.mkdir(mode=_FOLDER_OF_OWNER, exist_ok=True)
        path.write_text(f"{json.dumps(known, sort_keys=True)}\n", encoding="ascii")
    except OSError as error:
        raise _unwritable(path, error) from None


def _open_for_owner(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, _OWNER_ONLY)
    # a file that was copied here may be open to others; not every system has such rights
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, _OWNER_ONLY)
    return descriptor


def _is_torn(path: Path) -> bool:
    """Whether a file ends in half a line."""
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def _unwritable(path: Path, error: OSError) -> UnreadableFileError:
    return UnreadableFileError(path, f"can't be written: {error.strerror or error}")

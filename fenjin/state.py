"""The one folder that a server may write (`FENJIN_STATE`), shared by all workers: readable by the user that serves and nobody else.

Each use has a folder of its own in it. Without it, what needs it is off.
"""

import os
import stat
import tempfile
from pathlib import Path

from fenjin.settings import STATE, SettingError, Settings


def prepare(installation: Settings) -> Path | None:
    """The folder, made where it is missing; None where the installation names none.

    Raises SettingError where it is not private, belongs to somebody else or cannot be written.
    """
    folder = installation.state
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        about = folder.stat()
        if about.st_uid != os.geteuid():
            raise SettingError(f"{STATE}={folder}: the folder belongs to another user. Run as that user, or give it to this one.")
        if stat.S_IMODE(about.st_mode) & 0o077:
            raise SettingError(f"{STATE}={folder}: other users may enter the folder. Say chmod 700 {folder}")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingError(f"{STATE}={folder}: {error.strerror}. Name a folder that this user can write.") from None
    return folder


def standing(installation: Settings) -> str:
    """How it stands with the folder now, in a word: none, kept, or lost where it cannot be written any more."""
    if installation.state is None:
        return "none"
    return "kept" if os.access(installation.state, os.R_OK | os.W_OK | os.X_OK) else "lost"


def part(folder: Path | None, name: str) -> Path | None:
    """The folder of one use. Raises SettingError where it cannot be made."""
    if folder is None:
        return None
    own = folder / name
    try:
        own.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SettingError(f"{STATE}={folder}: {error.strerror}. Take away what stands at {own}.") from None
    return own

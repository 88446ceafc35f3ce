"""Files that a visitor asked for stay until his browser has fetched them, however many others there are.

Streamlit makes the file of a download button when the button is pressed, tells the browser its address, and throws away what no
page shows any more at the end of every visitor's run: a file it never shows survives one such end, and is gone after the second.
With twenty visitors that can be sooner than the browser's request, which then finds nothing.
"""

import time

from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_storage import MediaFileKind

LEAST = 60.0  # seconds for which a file stays


class _Lasting(media_file_manager.MediaFileMetadata):
    def __init__(self, kind: MediaFileKind = MediaFileKind.MEDIA) -> None:
        super().__init__(kind)
        self._made = time.monotonic()

    @property
    def is_marked_for_delete(self) -> bool:
        return super().is_marked_for_delete and time.monotonic() - self._made > LEAST


def stay() -> None:
    """From now on every file stays at least LEAST seconds after it was made."""
    media_file_manager.MediaFileMetadata = _Lasting  # type: ignore[misc]

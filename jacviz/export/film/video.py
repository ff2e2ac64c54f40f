"""MP4 (H.264) and WebM (VP9) by PyAV, which comes with the optional extra `video`."""

from __future__ import annotations

import contextlib
import os
import sys
from fractions import Fraction
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np

from jacviz.export.film.frames import Frame
from jacviz.export.origin import Origin
from jacviz.session.containers import mp4_box
from jacviz.session.embedding import as_xml

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

_CODECS: dict[str, tuple[str, dict[str, str]]] = {
    # No mbtree: it reads memory that nobody wrote, and the same frames would give other bytes each time.
    "mp4": ("libx264", {"preset": "veryfast", "crf": "23", "tune": "animation", "mbtree": "0"}),
    "webm": ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "row-mt": "1", "crf": "24", "b": "0"}),
}
_BT709, _LIMITED = 1, 1


def missing() -> str:
    """Why there are no videos.

    Returns:
        A sentence that says how to get them; "" where they can be made.
    """
    if find_spec("av") is not None:
        return ""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"MP4 and WebM need the package PyAV, which is not installed: {python} -m pip install av"


class Video:
    """A film of one picture every so often; a frame that is shown for longer is repeated."""

    def __init__(
        self, file: IO[bytes], size: tuple[int, int], kind: str, fps: int, origin: Origin
    ) -> None:
        """Begin a film.

        Args:
            file: Where to.
            size: Width and height, both even.
            kind: "mp4" or "webm".
            fps: Frames a second.
            origin: What the file says of itself; it carries the document.
        """
        import av

        codec, options = _CODECS[kind]
        self._container: OutputContainer = av.open(file, "w", format=kind, options={"fflags": "+bitexact"})
        self._container.metadata.update({"title": origin.title, "comment": origin.made_by})
        self._file, self._after = file, b""
        if kind == "mp4":
            self._after = mp4_box(origin.xmp(carrying=True))
        elif origin.document:
            self._container.metadata["jacviz"] = as_xml(origin.document, origin.shown).decode()
        self._stream = cast("VideoStream", self._container.add_stream(codec, rate=fps, options=options))
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"
        context: Any = self._stream.codec_context
        context.time_base = Fraction(1, fps)
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        self._fps, self._time, self._count = fps, 0.0, 0

    def add(self, frame: Frame, seconds: float) -> None:
        """Append a frame.

        Args:
            frame: Its pixels.
            seconds: How long it is shown.
        """
        import av

        self._time += seconds
        until = round(self._time * self._fps)
        if until == self._count:
            return
        pixels = np.ascontiguousarray(frame).view(np.uint8).reshape(*frame.shape, 4)
        made = av.VideoFrame.from_ndarray(pixels, format="bgra")
        made = made.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range=_LIMITED)
        made.time_base = Fraction(1, self._fps)
        for place in range(self._count, until):
            made.pts = place
            self._container.mux(self._stream.encode(made))
        self._count = until

    def close(self) -> None:
        """Write what is still held."""
        self._container.mux(self._stream.encode(None))
        self._container.close()
        self._file.seek(0, os.SEEK_END)
        self._file.write(self._after)

    def drop(self) -> None:
        """Leave the film as it is: whatever is written from now on is thrown away."""
        with contextlib.suppress(Exception):  # it may be here because the file takes nothing any more
            self._container.close()

"""The bundled faces as one choice: which one words are set in, how large, and whether for a page of a file.

The application's own is `theme.typeface()`; export hands in others. Nothing here knows the theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from jacviz import resources

_SANS, _SERIF, _MONO = "Inter", "STIXGeneral", "JetBrains Mono"
LARGER = 1.16  # STIX looks smaller than Inter at the same size
_SMALLEST = 6  # pixels
_ABOVE, _BELOW = 1.33, 0.36  # of a capital's height: what words reach above and below their base line


@dataclass(frozen=True)
class Typeface:
    """What text is set in. Sizes that are asked for are in pixels before the scale.

    Attributes:
        scale: Of all type.
        serif: Whether words are set in STIX instead of Inter; mathematics always is.
        page: Whether it is for a file: there every glyph must stand for one character, so that numbers can be
            copied and found, and Inter's tabular figures and contextual alternates are off.
    """

    scale: float = 1.0
    serif: bool = False
    page: bool = False

    def words(self, size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The face of words and numbers.

        Args:
            size: Pixels.
            weight: Normal, Medium or DemiBold; the serif face has Normal alone.

        Returns:
            A font; on the screen its figures are tabular.
        """
        if self.serif:
            return self._font(_SERIF, size * LARGER, QFont.Weight.Normal)
        return self._font(_SANS, size, weight)

    def maths(self, size: float, *, italic: bool = True) -> QFont:
        """The face of mathematical names.

        Args:
            size: Pixels.
            italic: As variables are; digits are upright.

        Returns:
            A font.
        """
        font = self._font(_SERIF, size, QFont.Weight.Normal)
        font.setItalic(italic)
        font.setStyleHint(QFont.StyleHint.Serif)
        return font

    def code(self, size: float) -> QFont:
        """The face of code.

        Args:
            size: Pixels.

        Returns:
            A font.
        """
        font = self._font(_MONO, size, QFont.Weight.Normal)
        font.setStyleHint(QFont.StyleHint.Monospace)
        return font

    def metrics(self, size: float) -> QFontMetricsF:
        """Metrics of `words(size)`, cached.

        Args:
            size: Pixels.

        Returns:
            The metrics.
        """
        return _metrics(self, size)

    def _font(self, family: str, size: float, weight: QFont.Weight) -> QFont:
        # What a face has no glyph for, such as STIX's thin space and raised minus, Inter lends before a face
        # of the system does: pages are the same on every machine.
        font = QFont([family] if family == _SANS else [family, _SANS])
        font.setPixelSize(max(_SMALLEST, round(size * self.scale)))
        font.setWeight(weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setFeature(QFont.Tag("tnum"), 0 if self.page else 1)
        if self.page or family == _SANS:  # Inter makes 1×2 of 1x2, which is no product where x2 is a name
            font.setFeature(QFont.Tag("calt"), 0)
        if self.page:
            font.setFeature(QFont.Tag("liga"), 0)
        return font


class _WithoutLeading(QFontMetricsF):
    """STIX reserves room above and below for tall formulas; words need as much as those of other faces."""

    def ascent(self) -> float:
        return self.capHeight() * _ABOVE

    def descent(self) -> float:
        return self.capHeight() * _BELOW

    def height(self) -> float:
        return self.ascent() + self.descent()


@lru_cache(maxsize=64)
def _metrics(face: Typeface, size: float) -> QFontMetricsF:
    font = face.words(size)
    return _WithoutLeading(font) if face.serif else QFontMetricsF(font)


@lru_cache(maxsize=1)
def load_fonts() -> tuple[int, ...]:
    """Make the bundled faces known to Qt: all that pages need before they are painted.

    Returns:
        Qt's numbers for them.
    """
    wanted = [name for name in resources.names("fonts") if name.endswith((".otf", ".ttf"))]
    contents = (QByteArray(resources.read_bytes(f"fonts/{name}")) for name in wanted)
    return tuple(QFontDatabase.addApplicationFontFromData(content) for content in contents)

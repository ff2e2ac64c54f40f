"""How a picture shows the document that it carries: which views, at which step, in which dress.

The record lies beside the document in the picture's metadata, so that an opened picture is shown as it was
and exported again as it was. It comes from strangers like the document itself: it is read strictly, and
where it does not fit it is left out with a sentence.

    {"jacviz": "shown", "format": 1, "picture": {"is": "PictureSettings", "view": "losses", "step": 10, ...}}
"""

from __future__ import annotations

import json
from dataclasses import replace

from jacviz.session.document import Document
from jacviz.session.picture import PictureSettings
from jacviz.session.plain_reading import PlainValueError, value_of
from jacviz.session.plain_values import plain_of

FORMAT = 1
_KIND = "shown"
_LONGEST = 1 << 16  # characters; the longest caption with all of its characters escaped has fewer


class ShownError(ValueError):
    """A record does not fit; the message is a clause for the user."""


def shown_text(settings: PictureSettings) -> str:
    """The record of a picture.

    Args:
        settings: How the picture shows its document.

    Returns:
        JSON in one line of ASCII; the same for the same settings.
    """
    return json.dumps({"jacviz": _KIND, "format": FORMAT, "picture": plain_of(settings)}, allow_nan=False)


def shown_of(text: str) -> PictureSettings:
    """Read the record of a picture.

    Args:
        text: What `shown_text` wrote, in this version or another one.

    Returns:
        The picture's settings.

    Raises:
        ShownError: Something in it is not what it must be.
    """
    if len(text) > _LONGEST:
        raise ShownError(f"it has {len(text):,} characters")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ShownError("it is not JSON") from error
    if not isinstance(fields, dict) or fields.get("jacviz") != _KIND:
        raise ShownError("it is other JSON")
    try:
        settings: PictureSettings = value_of(fields.get("picture"), PictureSettings, "picture").value
    except (PlainValueError, RecursionError) as error:
        raise ShownError(str(error) if isinstance(error, PlainValueError) else "it is nested") from error
    return settings


def as_shown(document: Document, settings: PictureSettings) -> Document:
    """A document whose surface is flat or solid as a picture of it shows it.

    Args:
        document: The document that the picture carries.
        settings: How the picture shows it.

    Returns:
        The document, changed at most in what does not change a number.
    """
    views = settings.views
    if ("surface3d" in views) == ("trajectories" in views):
        return document
    sight = replace(document.landscape.sight, three_d="surface3d" in views)
    return replace(document, landscape=replace(document.landscape, sight=sight))

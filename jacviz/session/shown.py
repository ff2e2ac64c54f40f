"""How a picture or a film shows the document that it carries: which views, at which step, in which dress.

The record lies beside the document in the file's metadata, so that what is opened is shown as it was and
exported again as it was. It comes from strangers like the document itself: it is read strictly, and where it
does not fit it is left out with a sentence.

    {"jacviz": "shown", "format": 1, "picture": {"is": "PictureSettings", "view": "losses", "step": 10, ...}}

That of a film has "film" and "as" besides: what moves and how fast, and the format.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from jacviz.session.document import Document
from jacviz.session.film import FILM_FORMATS, FilmFormat, FilmSettings
from jacviz.session.picture import PictureSettings
from jacviz.session.plain_reading import PlainValueError, value_of
from jacviz.session.plain_values import plain_of

FORMAT = 1
_KIND = "shown"
_LONGEST = 1 << 16  # characters; the longest caption with all of its characters escaped has fewer


class ShownError(ValueError):
    """A record does not fit; the message is a clause for the user."""


@dataclass(frozen=True)
class Filmed:
    """How a film shows its document.

    Attributes:
        settings: What moves, and how.
        kind: The format.
    """

    settings: FilmSettings
    kind: FilmFormat


@dataclass(frozen=True)
class Shown:
    """How a file shows its document.

    Attributes:
        picture: The picture, or what each frame of the film is.
        film: The film; None: it is a picture.
    """

    picture: PictureSettings
    film: Filmed | None = None


def shown_text(shown: Shown) -> str:
    """The record of a picture or a film.

    Args:
        shown: How the file shows its document.

    Returns:
        JSON in one line of ASCII; the same for the same settings.
    """
    record = {"jacviz": _KIND, "format": FORMAT, "picture": plain_of(shown.picture)}
    if shown.film is not None:
        fields = plain_of(shown.film.settings)
        assert isinstance(fields, dict)
        del fields["picture"]
        record |= {"film": fields, "as": shown.film.kind}
    return json.dumps(record, allow_nan=False)


def shown_of(text: str) -> Shown:
    """Read the record of a picture or a film.

    Args:
        text: What `shown_text` wrote, in this version or another one.

    Returns:
        How the file shows its document.

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
        return Shown(settings, _filmed(fields, settings) if "film" in fields else None)
    except (PlainValueError, RecursionError) as error:
        raise ShownError(str(error) if isinstance(error, PlainValueError) else "it is nested") from error


def _filmed(fields: dict[str, Any], picture: PictureSettings) -> Filmed:
    plain = fields["film"]
    if isinstance(plain, dict):
        plain = {key: value for key, value in plain.items() if key != "picture"}
    kind = next((kind for kind in FILM_FORMATS if kind == fields.get("as")), None)
    if kind is None:
        raise ShownError("it names no format of a film")
    settings: FilmSettings = value_of(plain, FilmSettings, "film").value
    try:
        return Filmed(replace(settings, picture=picture), kind)
    except ValueError as error:  # such as a ground that only pictures have
        raise ShownError(str(error).rstrip(".")) from error


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

"""Where a picture or a film comes from, as its file says of itself; one form of words for all formats."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from jacviz import __version__
from jacviz.session.document import Document
from jacviz.session.document_file import document_text
from jacviz.session.embedding import LARGEST, as_xml
from jacviz.session.shown import Shown, shown_text

SOFTWARE = f"jacviz {__version__}"
_XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{software}</xmp:CreatorTool>{carried}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>
"""


@dataclass(frozen=True)
class Origin:
    """Where a file comes from.

    Attributes:
        title: The document's title.
        seed: What reproduces its random numbers.
        document: The document's file as text; "" where it is more than a picture can carry.
        shown: How the document is shown (session/shown.py); "" where nothing says it.
    """

    title: str
    seed: int
    document: str
    shown: str = ""

    @property
    def made_by(self) -> str:
        """What made it, and what makes it again."""
        return f"{SOFTWARE}, seed {self.seed}"

    @property
    def about(self) -> dict[str, str]:
        """What a file says of itself besides the document, by the usual keywords."""
        return {"Title": self.title, "Software": SOFTWARE, "Seed": str(self.seed)}

    def xmp(self, *, carrying: bool = False) -> bytes:
        """The same for formats whose metadata are XMP.

        Args:
            carrying: Whether the document and how it is shown are in it, too.

        Returns:
            A packet of XMP.
        """
        carried = "\n" + as_xml(self.document, self.shown).decode() if carrying else ""
        title = escape(self.title, quote=False)
        return _XMP.format(title=title, software=self.made_by, carried=carried).encode()


def origin_of(document: Document, shown: Shown) -> Origin:
    """What a picture or a film says of itself.

    Args:
        document: What it shows.
        shown: How.

    Returns:
        Title, seed, the document where it can be read out again, and how it is shown.
    """
    text = document_text(document)
    if len(text.encode()) > LARGEST:
        text = ""
    return Origin(document.title, document.landscape.seed, text, shown_text(shown) if text else "")


def why_without_document(origin: Origin) -> str:
    """What the user is told of a picture that cannot be opened again.

    Args:
        origin: What the picture says of itself.

    Returns:
        A sentence; "" where it carries its document.
    """
    if origin.document:
        return ""
    return f"It carries no document, which has more than {LARGEST >> 20} MB; save it as a .jacviz file, too."

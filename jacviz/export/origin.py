"""Where a picture or a film comes from, as its file says of itself; one form of words for all formats."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from jacviz import __version__

SOFTWARE = f"jacviz {__version__}"
_XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{software}</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>
"""


@dataclass(frozen=True)
class Origin:
    """Where a file comes from.

    Attributes:
        title: The document's title.
        seed: What reproduces its random numbers.
        document: The document's file as text.
    """

    title: str
    seed: int
    document: str

    @property
    def made_by(self) -> str:
        """What made it, and what makes it again."""
        return f"{SOFTWARE}, seed {self.seed}"

    @property
    def about(self) -> dict[str, str]:
        """What a file says of itself besides the document, by the usual keywords."""
        return {"Title": self.title, "Software": SOFTWARE, "Seed": str(self.seed)}

    @property
    def xmp(self) -> bytes:
        """The same for formats whose metadata are XMP."""
        return _XMP.format(title=escape(self.title, quote=False), software=self.made_by).encode()

"""What nearly every element of a certificate carries: an identifier, references, types, and its place."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Base of the model's parts.

    Attributes:
        id: identifier within the document.
        ref_ids: identifiers of other parts that this one refers to.
        ref_types: what the part is, in words of a vocabulary (`basic_referenceValue`); a list, in the order written.
        place: XPath of the element that it was read from; empty where it was made otherwise. Two parts that say
            the same are equal, wherever they stand.
    """

    id: str | None = None
    ref_ids: tuple[str, ...] = ()
    ref_types: tuple[str, ...] = ()
    place: str = field(default="", compare=False, repr=False)

    def is_a(self, ref_type: str) -> bool:
        """Whether `ref_type` is among the part's types."""
        return ref_type in self.ref_types

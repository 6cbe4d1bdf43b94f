"""Texts in several languages, formulas and embedded files."""

import base64
import binascii
from dataclasses import dataclass, field

from quanheng.certificate.errors import Unreadable
from quanheng.certificate.model.marks import Marked


@dataclass(frozen=True, slots=True)
class Content:
    """One text in one language; `lang` is a two-letter code or None where the language does not matter."""

    text: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in the languages given."""

    contents: tuple[Content, ...] = ()
    place: str = field(default="", compare=False, repr=False)

    def within(self, *languages: str) -> str:
        """The text in the first of `languages` that it has; then without language; then whatever is there.

        Example:
            >>> name = Text((Content("Masse", "de"), Content("mass", "en")))
            >>> name.within("zh", "en"), name.within("zh")
            ('mass', 'Masse')
        """
        for language in (*languages, None):
            found = [each.text for each in self.contents if each.lang == language]
            if found:
                return "\n".join(found)
        return self.contents[0].text if self.contents else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the text has, in the order written."""
        return tuple(dict.fromkeys(each.lang for each in self.contents if each.lang))

    def __str__(self) -> str:
        return self.within("en")


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Marked):
    """A file within the certificate; its bytes are decoded when asked for."""

    file_name: str
    mime_type: str
    base64_text: str = field(repr=False)
    name: Text | None = None
    description: "RichText | None" = None

    @property
    def data(self) -> bytes:
        """The file's bytes.

        Raises:
            Unreadable: the text is no base64.
        """
        try:
            return base64.b64decode("".join(self.base64_text.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Unreadable(f"the file {self.file_name!r} is no base64: {error}", place=self.place) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Marked):
    """A formula: `latex` (in 2.x the `siunitx` text), or `mathml` as XML text."""

    latex: str | None = None
    mathml: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign(Marked):
    """XML of somebody else's vocabulary, kept as text."""

    xml: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText(Marked):
    """A text that may have formulas and files with it."""

    name: Text | None = None
    text: Text = field(default_factory=Text)
    files: tuple[File, ...] = ()
    formulas: tuple[Formula, ...] = ()

    def within(self, *languages: str) -> str:
        """As `Text.within`; a formula or file stands for itself where there is no text."""
        found = self.text.within(*languages) or (self.name.within(*languages) if self.name else "")
        return found or " ".join(
            [each.latex or "MathML" for each in self.formulas] + [each.file_name for each in self.files]
        )

    def __str__(self) -> str:
        return self.within("en")

"""Texts of certificates in Chinese and English."""

from quanheng.certificate.model.texts import Content, RichText, Text


def said(zh: str, en: str) -> Text:
    """A text in both languages.

    Example:
        >>> said("质量", "mass").within("zh")
        '质量'
    """
    return Text((Content(zh, "zh"), Content(en, "en")))


def named(name: str) -> Text:
    """A proper name, the same in all languages.

    Example:
        >>> named("M-1").languages
        ()
    """
    return Text((Content(name),))


def rich(text: Text) -> RichText:
    """The text where the model asks for a rich one."""
    return RichText(text=text)

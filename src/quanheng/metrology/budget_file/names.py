"""Names of inputs as the file and the model spell them."""

from quanheng.metrology.budget_file.located import Members, Tree
from quanheng.metrology.model import Model
from quanheng.metrology.model.tokens import NAME


def canonical(name: str) -> str:
    """The name as the model spells it: one spelling for µ and μ, for t₁ and t1."""
    return Model.parse(f"({name})").inputs[0] if not name.isascii() and NAME.fullmatch(name) else name


def by_name(listed: Members) -> dict[str, Tree]:
    found: dict[str, Tree] = {}
    for name, tree in listed.entries.items():
        if not name.strip():
            raise tree.place.refuse("an input without a name: each needs the name that it has in the model")
        if canonical(name) in found:
            raise tree.place.refuse(f"'{name}' is the same quantity as another input that is spelled alike")
        found[canonical(name)] = tree
    return found

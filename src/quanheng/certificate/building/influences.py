"""What correlates the results of certificates: evaluations attached to the column whose values come from them.

Each evaluation is a file (`application/json`, schema `quanheng.uncertainty/1`) within the meta data of the quantity, with
a column of words beside it that says which file and output each row is: `influences-1.json#E`. Readers that do not know
it see a file; the document keeps one signature over all; and an evaluation that takes a standard from this certificate
finds every influence by name (see the decision on attached influences).
"""

import base64
from collections.abc import Iterator

from quanheng.certificate.building.tables import Evaluation
from quanheng.certificate.building.vocabulary import INFLUENCED, INFLUENCES
from quanheng.certificate.building.words import said
from quanheng.certificate.errors import Unreadable
from quanheng.certificate.model.quantities import Words
from quanheng.certificate.model.results import Data, Quantity, Statement
from quanheng.certificate.model.texts import File
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.uncertainty import Result, result_from_json, result_to_json

MIME_TYPE = "application/json"


def attached(evaluations: tuple[Evaluation, ...]) -> Statement:
    """The meta data of a column that carries its evaluations."""
    names: dict[int, str] = {}
    files: list[File] = []
    for each in evaluations:
        if id(each.result) not in names:
            names[id(each.result)] = file_name = f"influences-{len(names) + 1}.json"
            files.append(_file(file_name, result_to_json(each.result)))
    rows = tuple(f"{names[id(each.result)]}#{each.output}" for each in evaluations)
    return Statement(
        ref_types=(INFLUENCES,),
        name=said("不确定度影响量", "Influences on the uncertainty"),
        data=Data(members=(Quantity(ref_types=(INFLUENCED,), values=Words(words=rows)), *files)),
    )


def _file(name: str, text: str) -> File:
    return File(file_name=name, mime_type=MIME_TYPE, base64_text=base64.b64encode(text.encode()).decode("ascii"))


def evaluations_of(quantity: Quantity) -> tuple[Evaluation, ...]:
    """The evaluations that a column's values come from, one a row; none where the certificate carries none.

    Two of them, from different certificates, give the covariance of their values: `covariance_between(first.result,
    second.result, first.output, second.output)`.

    Raises:
        Unreadable: what is attached cannot be read, or a row names a file or output that is not there.
    """
    for statement in quantity.context.meta_data:
        if statement.is_a(INFLUENCES) and statement.data is not None:
            return tuple(_evaluations(statement.data, statement.place))
    return ()


def _evaluations(data: Data, place: str) -> Iterator[Evaluation]:
    results: dict[str, Result] = {}
    for each in data.members:
        if isinstance(each, File):
            try:
                results[each.file_name] = result_from_json(each.data.decode())
            except (MetrologyError, UnicodeDecodeError) as error:
                raise Unreadable(f"the influences in {each.file_name} cannot be read: {error}", place=place) from error
    for member in data.members:
        if isinstance(member, Quantity) and member.is_a(INFLUENCED) and isinstance(member.values, Words):
            for row in member.values.words:
                name, _, output = row.partition("#")
                if name not in results or output not in results[name].outputs:
                    raise Unreadable(f"{row!r} names no output of an attached evaluation", place=place)
                yield Evaluation(results[name], output)

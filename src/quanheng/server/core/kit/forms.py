"""Forms and acts: what an act found wrong goes to the field that it is about."""

from django.forms import BaseForm

from quanheng.server.core.errors import Invalid, PlatformError


def show_problem(form: BaseForm, problem: PlatformError) -> None:
    """Put what an act refused into the form: at the fields that it names, the rest on top.

    Example:
        try:
            actions.invite(request.actor, form.draft())
        except (Invalid, Conflict) as problem:
            show_problem(form, problem)
    """
    fields = problem.fields if isinstance(problem, Invalid) else {}
    placed = False
    for name, what in fields.items():
        if name in form.fields:
            form.add_error(name, str(what))
            placed = True
        else:
            form.add_error(None, str(what))
            placed = True
    if not placed:
        form.add_error(None, str(problem.detail))

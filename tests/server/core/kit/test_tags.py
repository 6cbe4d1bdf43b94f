"""The tags write what their templates promise, and escape whatever they are given."""

import pytest
from django import forms
from django.template import TemplateSyntaxError, engines
from django.utils import translation

from quanheng.server.core.errors import Conflict, Invalid
from quanheng.server.core.kit.forms import show_problem

EVIL = '<img src=x onerror="alert(1)">'


def rendered(source: str, **context: object) -> str:
    with translation.override("en"):
        return engines["django"].from_string("{% load kit i18n %}" + source).render(context)


class Draft(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the plate")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], required=False)
    uses = forms.MultipleChoiceField(
        label="Uses", choices=[("t", "Trade"), ("h", "Health")], widget=forms.CheckboxSelectMultiple, required=False
    )
    is_sealed = forms.BooleanField(label="Sealed", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    "source",
    [
        '{% status "ok" evil %}',
        "{% icon evil %}",
        '{% icon "x" evil %}',
        "{% panel title=evil note=evil foot=evil more=evil more_url=evil %}x{% endpanel %}",
        "{% facts %}{% fact evil %}{{ evil }}{% endfact %}{% endfacts %}",
        "{% metrics %}{% metric evil value=evil url=evil unit=evil %}{{ evil }}{% endmetric %}{% endmetrics %}",
        '{% note "warn" title=evil %}{{ evil }}{% endnote %}',
        "{% empty evil text=evil verb=evil url=evil %}",
        "{% timeline %}{% happening when=evil detail=evil %}{{ evil }}{% endhappening %}{% endtimeline %}",
        "{% items %}{% item detail=evil end=evil %}{{ evil }}{% enditem %}{% enditems %}",
        "{% trust %}{% trust_line evil evil %}{{ evil }}{% endtrust_line %}{% endtrust %}",
        '{% answer "ok" evil side=evil side_label=evil %}{{ evil }}{% endanswer %}',
        "{% crumb evil evil %}{% tab evil evil count=3 %}",
        '{% steps label=evil %}{% step evil "now" note=evil url=evil %}{% endsteps %}',
        '{% menu evil name=evil %}{{ evil }}{% endmenu %}{% dialog "d" evil %}{{ evil }}{% enddialog %}',
        "<form {% confirm title=evil text=evil verb=evil %}></form>",
        "{% code evil %}{% count 3 evil evil %}{% keys evil %}{% scroll evil %}{{ evil }}{% endscroll %}",
    ],
)
def test_nothing_given_becomes_markup(source):
    written = rendered(source, evil=EVIL)
    assert "<img" not in written
    assert 'onerror="' not in written


class TestStatus:
    def test_has_icon_word_and_colour(self):
        written = rendered('{% status "warn" "Due soon" %}')
        assert 'class="q-st q-st-warn"' in written
        assert "ti-clock-exclamation" in written
        assert "Due soon" in written

    def test_refuses_a_kind_that_does_not_exist(self):
        with pytest.raises(ValueError, match="'fine' is no status; one of: ok, warn, bad, info, mute"):
            rendered('{% status "fine" "x" %}')


class TestFacts:
    def test_a_line_without_a_value_is_left_out(self):
        written = rendered('{% facts %}{% fact "A" %} {% endfact %}{% fact "B" %}b{% endfact %}{% endfacts %}')
        assert written == '<dl class="q-facts"><dt>B</dt><dd>b</dd></dl>'


class TestCounts:
    def test_a_count_opens_its_list_unless_it_is_zero(self):
        assert rendered('{% count 2731 "/l/" %}') == '<a class="q-n" href="/l/">2\u202f731</a>'
        assert rendered('{% count 0 "/l/" %}') == "0"


class TestSteps:
    def test_the_current_one_is_marked_and_each_says_its_state(self):
        written = rendered('{% steps %}{% step "A" "done" %}{% step "B" "now" %}{% step "C" %}{% endsteps %}')
        assert written.count('aria-current="step"') == 1
        assert [word in written for word in ("(done)", "(in hand)", "(not begun)")] == [True] * 3

    def test_another_state_is_refused(self):
        with pytest.raises(ValueError, match="'soon' is no state"):
            rendered('{% steps %}{% step "A" "soon" %}{% endsteps %}')


class TestFields:
    def test_label_help_and_error_belong_to_the_control(self):
        written = rendered("{% field form.name %}", form=Draft({"name": ""}))
        assert '<label for="id_name">Name</label>' in written
        assert 'aria-describedby="id_name_help id_name_error"' in written
        assert 'aria-invalid="true"' in written
        assert 'id="id_name_help"' in written
        assert 'id="id_name_error"' in written

    def test_what_may_be_left_out_says_so(self):
        assert "optional" in rendered("{% field form.kind %}", form=Draft())
        assert "optional" not in rendered("{% field form.name %}", form=Draft())

    def test_several_boxes_are_a_group_with_a_legend(self):
        written = rendered("{% field form.uses %}", form=Draft())
        assert "<legend>Uses" in written
        assert written.count('class="form-check-input"') == 2

    def test_fields_can_be_chosen_or_left_out_and_must_exist(self):
        assert "Kind" not in rendered('{% fields form only="name" %}', form=Draft())
        assert "Kind" not in rendered('{% fields form leave_out="kind" %}', form=Draft())
        with pytest.raises(TemplateSyntaxError, match="Draft has no field colour"):
            rendered('{% fields form only="colour" %}', form=Draft())

    def test_a_hidden_field_is_its_control_alone(self):
        assert "<label" not in rendered("{% field form.token %}", form=Draft())


class TestProblems:
    def test_a_form_in_order_has_no_summary(self):
        assert rendered("{% problems form %}", form=Draft()) == ""

    def test_the_summary_leads_to_each_field(self):
        written = rendered("{% problems form %}", form=Draft({"name": "", "kind": "z"}))
        assert '<a href="#id_name">Name</a>' in written
        assert '<a href="#id_kind">Kind</a>' in written
        assert "2 fields need a change" in written

    def test_what_an_act_found_goes_to_the_field_that_it_names(self):
        form = Draft({"name": "x"})
        assert form.is_valid()
        show_problem(form, Invalid("no", fields={"name": "taken", "elsewhere": "odd"}))
        assert form.errors["name"] == ["taken"]
        assert form.non_field_errors() == ["odd"]

    def test_what_names_no_field_stands_on_top(self):
        form = Draft({"name": "x"})
        assert form.is_valid()
        show_problem(form, Conflict("already there"))
        assert form.non_field_errors() == ["already there"]

"""The states of instance_batch:batch_state:code and of outcomes: one word and one colour everywhere."""

from grafana_foundation_sdk.models import dashboard

STATES = (
    (0, "nothing yet", "#8e8e8e"),
    (1, "running", "#5794f2"),
    (2, "succeeded", "#56a64b"),
    (3, "failed", "#e02f44"),
    (4, "incomplete", "#ff9830"),
    (5, "lost", "#8f3bb8"),
    (6, "not started", "#c4162a"),
    (7, "overlapping", "#f2cc0c"),
)

OUTCOMES = {name: colour for _, name, colour in STATES if name in ("succeeded", "failed", "incomplete", "lost")}


def mapping():
    """Shows a state's word and colour for its code."""
    return values({str(code): (name, colour) for code, name, colour in STATES})


def values(texts):
    """Shows words and colours for values."""
    return [dashboard.ValueMap(options={
        value: dashboard.ValueMappingResult(text=text, color=colour, index=index)
        for index, (value, (text, colour)) in enumerate(texts.items())
    })]


UP_DOWN = {"1": ("up", "#56a64b"), "0": ("down", "#e02f44")}


def any_text(shown):
    """Shows the same word for any text, such as a long address."""
    return [dashboard.RegexMap(options=dashboard.DashboardRegexMapOptions(
        pattern=".+", result=dashboard.ValueMappingResult(text=shown, index=0)))]

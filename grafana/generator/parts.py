"""Panels as these dashboards have them. Every panel gets its description, unit and data source here, none is left to
a default."""

from grafana_foundation_sdk.builders import (
    bargauge, common as common_builders, dashboard as dashboard_builders, heatmap, prometheus, stat, statetimeline,
    table, timeseries,
)
from grafana_foundation_sdk.models import common, dashboard, heatmap as heatmap_models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

RED, ORANGE, GREEN, BLUE, GREY = "#e02f44", "#ff9830", "#56a64b", "#5794f2", "#8e8e8e"

SOURCE = dashboard.DataSourceRef(type_val="prometheus", uid="${datasource}")


FIRES, NO_HEARTBEAT, OF_GPU = 'alertstate="firing"', 'alertname!="BatchwatchHeartbeat"', 'resource="gpu"'
"""Matchers that several panels use."""

WORST = "[$__rate_interval]"
"""The window behind each point of a long span. A point stands for an hour there; what lasted ten minutes must show."""


def of_batch(metric, *more):
    """A selector for the hosts and batches that are chosen."""
    return _selector(metric, 'instance=~"$instance"', 'batch=~"$batch"', *more)


def of_host(metric, *more):
    """A selector for the hosts that are chosen."""
    return _selector(metric, 'instance=~"$instance"', *more)


def _selector(metric, *matchers):
    return f"{metric}{{{', '.join(matchers)}}}"


def query(expression, legend="", instant=False, ref="A", as_table=False, buckets=False, interval=None):
    """One query of a panel."""
    target = prometheus.Dataquery().expr(expression).ref_id(ref).datasource(SOURCE)
    target = target.instant() if instant else target.range()
    if legend:
        target.legend_format(legend)
    if interval:
        target.interval(interval)
    shape = PromQueryFormat.TABLE if as_table else PromQueryFormat.TIME_SERIES
    return target.format(PromQueryFormat.HEATMAP if buckets else shape)


def columns(*expressions):
    """Instant queries for a table, one column of values each."""
    return [query(expression, instant=True, as_table=True, ref=ref) for ref, expression in expressions]


def steps(*pairs):
    """Thresholds: the first colour is that of everything below the second value."""
    return dashboard_builders.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(
        [dashboard.Threshold(value=value, color=colour) for value, colour in pairs])


def _by_thresholds():
    return dashboard_builders.FieldColor().mode(dashboard.FieldColorModeId.THRESHOLDS)


def _common(panel, title, description, unit, queries, nothing, span=None):
    """What every panel has. `nothing` is what it says where there is no data."""
    panel.title(title).description(description).datasource(SOURCE).unit(unit).no_value(nothing)
    for target in queries:
        panel.with_target(target)
    if span:
        panel.time_from(span)
    return panel


def _last():
    return common_builders.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False)


def figure(title, description, unit, *queries, nothing="none", thresholds=((None, GREEN),), mapping=(), decimals=None,
           graph=False, names=False):
    """One big figure, or one for each series."""
    panel = _common(stat.Panel(), title, description, unit, queries, nothing)
    panel.reduce_options(_last()).thresholds(steps(*thresholds)).color_scheme(_by_thresholds()).mappings(list(mapping))
    panel.color_mode(common.BigValueColorMode.BACKGROUND if mapping else common.BigValueColorMode.VALUE)
    panel.graph_mode(common.BigValueGraphMode.AREA if graph else common.BigValueGraphMode.NONE)
    panel.justify_mode(common.BigValueJustifyMode.AUTO).orientation(common.VizOrientation.AUTO)
    panel.text_mode(common.BigValueTextMode.VALUE_AND_NAME if names else common.BigValueTextMode.VALUE)
    if decimals is not None:
        panel.decimals(decimals)
    return panel


def bars(title, description, unit, *queries, nothing="none", thresholds=((None, BLUE),), low=None, high=None):
    """A horizontal bar for each series."""
    panel = _common(bargauge.Panel(), title, description, unit, queries, nothing)
    panel.reduce_options(_last()).thresholds(steps(*thresholds)).color_scheme(_by_thresholds())
    panel.orientation(common.VizOrientation.HORIZONTAL).display_mode(common.BarGaugeDisplayMode.BASIC)
    panel.show_unfilled(True).value_mode(common.BarGaugeValueMode.COLOR)
    if low is not None:
        panel.min(low)
    if high is not None:
        panel.max(high)
    return panel


def lines(title, description, unit, *queries, nothing="No data", span=None, low=0, high=None, stacked=False,
          as_bars=False, stepped=False, decimals=None, legend=True, legend_beside=False):
    """Series over time, as lines or as a bar for each night."""
    panel = _common(timeseries.Panel(), title, description, unit, queries, nothing, span)
    panel.legend(common_builders.VizLegendOptions().show_legend(legend).display_mode(
        common.LegendDisplayMode.LIST).placement(
        common.LegendPlacement.RIGHT if legend_beside else common.LegendPlacement.BOTTOM).calcs([]))
    panel.tooltip(common_builders.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI).sort(
        common.SortOrder.DESCENDING))
    panel.line_width(1 if as_bars else 2).fill_opacity(75 if as_bars else 8)
    panel.draw_style(common.GraphDrawStyle.BARS if as_bars else common.GraphDrawStyle.LINE)
    panel.line_interpolation(
        common.LineInterpolation.STEP_AFTER if stepped else common.LineInterpolation.LINEAR)
    panel.show_points(common.VisibilityMode.NEVER)
    panel.bar_alignment(common.BarAlignment.CENTER).bar_width_factor(0.7)
    if stacked:
        panel.stacking(common_builders.StackingConfig().mode(common.StackingMode.NORMAL).group("A"))
    if low is not None:
        panel.min(low)
    if high is not None:
        panel.max(high)
    if decimals is not None:
        panel.decimals(decimals)
    return panel


def limit_line(panel, *names):
    """Draws series as dashed red lines: limits, which travel as metrics."""
    for name in names:
        panel.override_by_name(name, [
            _property("color", {"mode": "fixed", "fixedColor": RED}),
            _property("custom.drawStyle", "line"),
            _property("custom.lineStyle", {"fill": "dash", "dash": [10, 8]}),
            _property("custom.lineWidth", 2),
            _property("custom.fillOpacity", 0),
            _property("custom.stacking", {"mode": "none", "group": "limit"}),
        ])
    return panel


def red_below_zero(panel):
    """Shades what is below zero, where it is a failure to be there."""
    panel.thresholds(steps((None, "rgba(224, 47, 68, 0.25)"), (0, "transparent")))
    return panel.thresholds_style(common_builders.GraphThresholdsStyleConfig().mode(
        common.GraphThresholdsStyleMode.AREA))


def coloured(panel, colours):
    """Gives series their colours by name."""
    for name, colour in colours.items():
        panel.override_by_name(name, [_property("color", {"mode": "fixed", "fixedColor": colour})])
    return panel


def timeline(title, description, *queries, mapping, nothing="No data", span=None, show=common.VisibilityMode.NEVER):
    """States over time, one line for each series."""
    panel = _common(statetimeline.Panel(), title, description, "none", queries, nothing, span)
    panel.mappings(list(mapping)).thresholds(steps((None, GREY))).color_scheme(_by_thresholds())
    panel.merge_values(True).row_height(0.8).fill_opacity(90).line_width(0).show_value(show)
    panel.legend(common_builders.VizLegendOptions().show_legend(True).display_mode(
        common.LegendDisplayMode.LIST).placement(common.LegendPlacement.BOTTOM).calcs([]))
    return panel.tooltip(common_builders.VizTooltipOptions().mode(common.TooltipDisplayMode.SINGLE).sort(
        common.SortOrder.NONE))


def heat(title, description, unit, *queries, nothing="No data", span=None):
    """Buckets over time: the darker, the more."""
    panel = _common(heatmap.Panel(), title, description, "none", queries, nothing, span)
    panel.calculate(False).cell_gap(1).show_value(common.VisibilityMode.NEVER)
    panel.color(heatmap.HeatmapColorOptions().mode(heatmap_models.HeatmapColorMode.OPACITY).fill(BLUE).scheme(
        "Blues").scale(heatmap_models.HeatmapColorScale.LINEAR).exponent(0.5).steps(8).reverse(False))
    panel.y_axis(heatmap.YAxisConfig().unit(unit).axis_placement(common.AxisPlacement.LEFT))
    panel.rows_frame(heatmap.RowsHeatmapOptions().layout(common.HeatmapCellLayout.AUTO))
    return panel.hide_legend()


def grid(title, description, queries, names, hidden=("Time",), nothing="none", sort=None, descending=False):
    """A table: the queries' rows are joined by their common labels; `names` gives the columns in their order."""
    panel = _common(table.Panel(), title, description, "none", queries, nothing)
    order = list(names)
    panel.with_transformation(dashboard.DataTransformerConfig(id_val="merge", options={}))
    panel.with_transformation(dashboard.DataTransformerConfig(id_val="organize", options={
        "excludeByName": {name: True for name in hidden},
        "indexByName": {name: index for index, name in enumerate(order)},
        "renameByName": {name: names[name] for name in order if names[name] != name},
    }))
    panel.show_header(True).cell_height(common.TableCellHeight.SM).footer(
        common_builders.TableFooterOptions().show(False).reducer([]).count_rows(False))
    panel.thresholds(steps((None, "text")))
    if sort:
        panel.sort_by([common_builders.TableSortByFieldState().display_name(sort).desc(descending)])
    return panel


def column(panel, name, unit=None, decimals=None, width=None, mapping=None, thresholds=None, gauge=False, link=None,
           low=None, high=None, plain=False):
    """How one column of a table looks."""
    properties = []
    if unit:
        properties.append(_property("unit", unit))
    if decimals is not None:
        properties.append(_property("decimals", decimals))
    if width:
        properties.append(_property("custom.width", width))
    if low is not None:
        properties += [_property("min", low), _property("max", high)]
    if mapping:
        properties.append(_property("mappings", list(mapping)))
    if mapping and not plain:
        properties.append(_property("custom.cellOptions", {"type": "color-background", "mode": "basic"}))
    if thresholds:
        properties += [_property("thresholds", steps(*thresholds).build()),
                       _property("custom.cellOptions", {"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}
                                 if gauge else {"type": "color-text"})]
    if link:
        title, url, blank = link
        properties.append(_property("links", [{"title": title, "url": url, "targetBlank": blank}]))
    return panel.override_by_name(name, properties)


def _property(identifier, value):
    return dashboard.DynamicConfigValue(id_val=identifier, value=value)

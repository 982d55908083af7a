"""What the dashboards have around their panels: variables, links, annotations, time."""

from grafana_foundation_sdk.models import dashboard

from parts import SOURCE, of_batch

TAG = "batchwatch"


def _variable(name, label, text, **more):
    return dashboard.VariableModel(name=name, label=label, description=text, **more)


def _source():
    return _variable("datasource", "Data source", "The Prometheus that scrapes the hosts.",
                     type_val=dashboard.VariableType.DATASOURCE, query="prometheus", current=None, regex="",
                     refresh=dashboard.VariableRefresh.ON_DASHBOARD_LOAD)


def _values(name, label, text, query, several):
    everything = dashboard.VariableOption(selected=True, text=["All"], value=["$__all"])
    return _variable(name, label, text, type_val=dashboard.VariableType.QUERY, query=query, datasource=SOURCE,
                     refresh=dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED, multi=several, include_all=several,
                     all_value=".*" if several else None, current=everything if several else None,
                     sort=dashboard.VariableSort.ALPHABETICAL_ASC)


HOSTS = _values("instance", "Host", "The hosts, as Prometheus names their node_exporter.",
                "label_values(batchwatch_export_timestamp_seconds, instance)", True)
BATCHES = _values("batch", "Batch", "The batches of these hosts.",
                  'label_values(batch_info{instance=~"$instance"}, batch)', True)
ONE_BATCH = _values("batch", "Batch", "One batch of these hosts.",
                    'label_values(batch_info{instance=~"$instance"}, batch)', False)
_ALERTMANAGER_URL = "http://localhost:9093"
ALERTMANAGER = _variable(
    "alertmanager", "Alertmanager", "Where a browser reaches Alertmanager; the links to it begin with this.",
    type_val=dashboard.VariableType.TEXTBOX, query=_ALERTMANAGER_URL,
    current=dashboard.VariableOption(selected=True, text=_ALERTMANAGER_URL, value=_ALERTMANAGER_URL),
    options=[dashboard.VariableOption(selected=True, text=_ALERTMANAGER_URL, value=_ALERTMANAGER_URL)])


def _mark(name, metric, colour):
    """A mark wherever a time stamp moved, which it does once for a run."""
    return dashboard.AnnotationQuery(
        name=name, datasource=SOURCE, enable=True, hide=False, icon_color=colour,
        expr=f"changes({of_batch(metric)}[$__rate_interval]) > 0")


RUNS = (_mark("Run started", "batch_last_start_timestamp_seconds", "#5794f2"),
        _mark("Run ended", "batch_last_end_timestamp_seconds", "#8e8e8e"))


def _links():
    return [
        dashboard.DashboardLink(
            title="batchwatch", type_val=dashboard.DashboardLinkType.DASHBOARDS, tags=[TAG], include_vars=True,
            keep_time=False, as_dropdown=False, icon="external link", tooltip="The other dashboards of batchwatch"),
        dashboard.DashboardLink(
            title="Alertmanager", type_val=dashboard.DashboardLinkType.LINK, url="${alertmanager:raw}/#/alerts",
            target_blank=True, icon="bolt", tooltip="Silences and what is routed where", tags=[]),
    ]


def whole(uid, title, description, layout, variables, annotations=(), since="now-24h"):
    """A dashboard around a layout."""
    return dashboard.Dashboard(
        uid=uid, title=title, description=description, tags=[TAG], timezone="browser", refresh="1m", editable=True,
        graph_tooltip=dashboard.DashboardCursorSync.CROSSHAIR, schema_version=39, version=1, links=_links(),
        time=dashboard.DashboardDashboardTime(from_val=since, to="now"), panels=layout.panels,
        templating=dashboard.DashboardDashboardTemplating(list_val=[_source(), *variables, ALERTMANAGER]),
        annotations=dashboard.AnnotationContainer(list_val=list(annotations)))

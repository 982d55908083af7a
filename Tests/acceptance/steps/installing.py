"""What `make install` puts where."""

from behave import then

from kit import programs


@then("promtool and amtool find no fault in what is installed")
def check_installed(context):
    (alerting,) = context.world.directory.glob("root/usr/local/share/doc/batchwatch/alertmanager")
    for check in [
        [programs.PROMTOOL, "check", "config", alerting / "prometheus/prometheus.yml"],
        [programs.AMTOOL, "check-config", alerting / "alertmanager.yml"],
    ]:
        result = context.world.run(check)
        assert result.status == 0, result

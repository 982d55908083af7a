"""The example pipeline, as its users run it."""

from behave import given, when

from kit import programs


@given("the example's configuration")
def use_example_configuration(context):
    context.world.configure((programs.EXAMPLES / "config.yml").read_text(encoding="utf-8"))


@when("the example pipeline runs")
def run_pipeline(context):
    context.world.run([programs.EXAMPLES / "run_nightly.sh"], {"WORK": str(context.world.directory / "work")})


@when("the example pipeline runs with {name}={value}")
def run_pipeline_with(context, name, value):
    context.world.environment[name] = value
    run_pipeline(context)

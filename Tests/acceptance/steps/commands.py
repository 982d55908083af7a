"""Running commands, and what they answer."""

import json
import shlex

from behave import given, then, when


@given("the configuration")
def write_configuration(context):
    context.world.configure(context.text)


@given("the environment variable {name} is {value}")
def set_variable(context, name, value):
    """DIRECTORY stands for the scenario's own directory."""
    context.world.environment[name] = value.replace("DIRECTORY", str(context.world.directory))


@given("I ran `{command}`")
def run_successfully(context, command):
    run_command(context, command)
    check_success(context)


@when("I run `{command}`")
def run_command(context, command):
    context.world.run([context.world.words.get(word, word) for word in shlex.split(command)])


@when("I run in a shell")
def run_in_shell(context):
    context.world.run(["bash", "-c", context.text])


@given("I ran in a shell")
def run_in_shell_successfully(context):
    run_in_shell(context)
    check_success(context)


@then("it succeeds")
def check_success(context):
    assert context.world.result.status == 0, context.world.result


@then("it fails with status {status:d}")
def check_status(context, status):
    assert context.world.result.status == status, context.world.result


@then("it prints nothing")
def check_silence(context):
    assert context.world.result.stdout == "" and context.world.result.stderr == "", context.world.result


@then("it prints")
def check_output(context):
    assert context.world.result.stdout == context.text + "\n", context.world.result


@then("the output contains `{text}`")
def check_output_contains(context, text):
    assert text in context.world.result.stdout, context.world.result


@then("the output has no `{text}`")
def check_output_lacks(context, text):
    assert text not in context.world.result.stdout, context.world.result


@then("the message contains `{text}`")
def check_message_contains(context, text):
    assert text in context.world.result.stderr, context.world.result


@then("the message has no `{text}`")
def check_message_lacks(context, text):
    assert text not in context.world.result.stderr, context.world.result


@then("the message is")
def check_message(context):
    assert context.world.result.stderr == context.text + "\n", context.world.result


@then("the output has {count:d} lines")
def check_line_count(context, count):
    found = context.world.result.stdout.count("\n")
    assert found == count, found


@then("the output is JSON")
def check_output_is_json(context):
    context.json = json.loads(context.world.result.stdout)


@then("{batch} has {count:d} warning")
@then("{batch} has {count:d} warnings")
def check_schedule_warnings(context, batch, count):
    found = {each["name"]: each["warnings"] for each in context.json["batches"]}
    assert len(found[batch]) == count, found

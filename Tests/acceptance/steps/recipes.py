"""The recipes that the documents show, taken from them as they stand, and nights in which they are played.

Each runs with nothing in its environment, as cron starts it. Its own programs, such as ./scrape, are sourced, so that
what happens in them happens in the recipe's own shell.
"""

import json
import re
import shlex
import signal
import time

from behave import given, then, when

from kit import programs
from kit.commands import TIMEOUT
from kit.waits import wait_until

BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)

PLACES = {"/usr/local/bin": "bin", "/usr/bin/batchwatch": "bin/batchwatch", "/opt/leads": ".", "/opt/reports": "."}
"""What recipes name, and where in the scenario's directory it is."""

NIGHTS = {
    "goes well": "echo scraping",
    # Each of these fails in a subshell, or where a shell takes no notice of it.
    "goes well, and greps find nothing": """
        n=$(grep -c nothing leads.csv) || n=0
        echo "$(grep nothing leads.csv)" "$n"
        count() { echo "$(grep -c nothing leads.csv)"; (exit 3) || :; }
        count
        if ! grep -q nothing leads.csv; then echo none; fi
        { grep nothing leads.csv; exit 5; } | cat || :
        false & wait $! || :
        """,
    "goes well, and bash's substitutions find nothing": """
        mapfile -t found < <(grep nothing leads.csv)
        while read -r each; do echo "$each"; done < <(grep nothing leads.csv; exit 3)
        count() { local n=$(grep -c nothing leads.csv); export m=$(exit 4); }
        count; cat <(exit 2) "${found[@]}" /dev/null
        """,
    "has nothing to do and exits": "exit 0",
    "fails": "false",
    "fails in a function": "look() { grep -q nothing leads.csv; }; look",
    "fails in a pipe": "false | true",
    "exits with 4": "exit 4",
    "fails in a subshell": "(exit 5)",
    "uses an unset variable": 'echo "$nothing_has_this_name"',
    "gets a SIGTERM while a command is at work": "true; touch at-work; sleep 1",
    "gets a SIGHUP while a command is at work": "true; touch at-work; sleep 1",
    "gets a SIGINT while a command is at work": "true; touch at-work; sleep 1",
    "is killed": "kill -KILL $$",
    "becomes another program": "exec true",
}


def block_of(document, text):
    """The one code block of a document that has the text."""
    page = (programs.REPOSITORY / document).read_text(encoding="utf-8")
    found = [each for each in BLOCK.findall(page) if text in each]
    assert len(found) == 1, f"{document} has {len(found)} blocks with {text!r}"
    return found[0]


@given("the recipe of {document} that has `{text}`")
def take_recipe(context, document, text):
    recipe = block_of(document, text)
    adapt(context, recipe)


@given("the example {name}")
def take_example(context, name):
    adapt(context, (programs.EXAMPLES / name).read_text(encoding="utf-8"))


def adapt(context, recipe):
    """Lets a recipe have its programs in the scenario's directory, and makes what it needs there."""
    world = context.world
    directory = world.directory
    context.recipe = placed(context, recipe)
    (directory / "leads.csv").write_text("a\nb\nc\n", encoding="utf-8")
    (directory / "config.yml").write_text(
        f"mail: {{to: a@example.com, from: b@example.com, sendmail: {directory}/mailer}}\n", encoding="utf-8")
    program(directory / "mailer", "cat >>mails")
    (directory / "bin").mkdir()
    # What it has from the scenario comes by way of the program alone.
    program(directory / "bin/batchwatch", f"""
        cd {directory}
        export BATCHWATCH_TRACKER=${{TRACKER:-{world.tracker}}} BATCHWATCH_TEXTFILE_DIRECTORY={world.textfiles}
        export BATCHWATCH_CONFIG={directory}/config.yml
        exec {programs.BATCHWATCH} "$@"
        """)


def placed(context, recipe):
    """The recipe with what it names in the scenario's directory."""
    for name, place in PLACES.items():
        recipe = recipe.replace(name, str(context.world.directory / place))
    return recipe


def program(path, text):
    """Writes a shell script that can be executed."""
    path.write_text("#!/bin/sh\n" + text + "\n", encoding="utf-8")
    path.chmod(0o755)


def run_alone(context, arguments, environment=None, sending=None):
    """Runs a program with nothing in its environment but what is said, and looks who is lost then. Returns its exit status,
    or the negative number of the signal that ended it. A signal is sent once the file `at-work` says that it is time."""
    directory = context.world.directory
    at_work = directory / "at-work"
    at_work.unlink(missing_ok=True)
    with (directory / "recipe.log").open("wb") as log:
        process = context.world.start(arguments, env=environment or {}, stdout=log, stderr=log)
    if sending:
        wait_until(at_work.exists, "the command at work")
        # The command itself comes a moment later; whatever is at work when the signal comes, the night has failed.
        time.sleep(0.1)
        process.send_signal(sending)
    status = process.wait(TIMEOUT)
    context.world.batchwatch("export")
    return status


def play(context, night, environment=None):
    """Runs the recipe in a night. Returns its exit status."""
    directory = context.world.directory
    for name in ("scrape", "backup"):
        program(directory / name, NIGHTS[night])
    for name in ("enrich", "nightly"):
        program(directory / name, ":")
    recipe = re.sub(r"^\./(\w+)", r". ./\1", context.recipe, flags=re.MULTILINE)
    (directory / "recipe").write_text(recipe, encoding="utf-8")
    shell = "/bin/sh" if recipe.startswith("#!/bin/sh") else "/bin/bash"
    found = re.search("SIG[A-Z]+", night)
    return run_alone(context, [shell, "recipe"], environment, found and signal.Signals[found[0]])


def runs(context):
    """Those of the pipeline's batch, the newest first."""
    return json.loads(context.world.batchwatch("history", "leads-nightly", "--json"))["runs"]


def log_of(context):
    return (context.world.directory / "recipe.log").read_text(encoding="utf-8")


@given("it stands between `{before}` and `{after}`")
def complete_recipe(context, before, after):
    context.recipe = "\n".join([*placed(context, before).split("; "), context.recipe, "./scrape", after, ""])


@then("its nights are recorded as they are")
def check_nights(context):
    """Each in the same tracker as those before it, on the same day: as one run more."""
    wrong = []
    for number, row in enumerate(context.table, 1):
        status = play(context, row["night"])
        newest, *others = runs(context)
        found = (status, newest["outcome"], newest["reason"] or "", len(others) + 1)
        is_right = (found[:2], found[3]) == ((int(row["status"]), row["outcome"]), number)
        if not is_right or not re.fullmatch(row["reason"], found[2]):
            wrong.append(f"{row['night']}: {found}\n{log_of(context)}")
    assert not wrong, "\n".join(wrong)


@then("people hear of its nights as they are")
def check_alerts(context):
    """By the script's own call, or else at the next pass of the monitor. Where nothing is told, there is no mail."""
    mails = context.world.directory / "mails"
    wrong = []
    for row in context.table:
        mails.unlink(missing_ok=True)
        status = play(context, row["night"])
        context.world.run([context.world.directory / "bin/batchwatch", "monitor", "--once"])
        found = mails.read_text(encoding="utf-8") if mails.exists() else ""
        if status != int(row["status"]) or bool(found) != bool(row["told"]) or not re.search(row["told"], found):
            wrong.append(f"{row['night']}: {status}\n{found}\n{log_of(context)}")
    assert not wrong, "\n".join(wrong)


@then("where nothing can be recorded they end as they do")
def check_unrecorded(context):
    for row in context.table:
        status = play(context, row["night"], {"TRACKER": "/dev/null/tracker.db"})
        assert status == int(row["status"]), f"{row['night']}: {status}\n{log_of(context)}"


@when("each crontab line of it is started by cron, and its pipeline ends with status {status:d}")
def start_lines(context, status):
    """As Debian's cron does it, but as the user who runs the test."""
    program(context.world.directory / "nightly", f"exit {status}")
    program(context.world.directory / "all", f"exit {status}")
    environment = {"SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", "HOME": str(context.world.directory), "LOGNAME": "leads"}
    lines = re.findall(r"^(?:[\d*/,-]+ +){5}\w+ +(.*)$", context.recipe, re.MULTILINE)
    assert lines, context.recipe
    for line in lines:
        assert "%" not in line, "cron would take it for the end of a line"
        context.status = run_alone(context, ["/bin/sh", "-c", line], environment)


@when("its unit is started, and its pipeline ends with status {status:d}")
def start_unit(context, status):
    program(context.world.directory / "nightly", f"exit {status}")
    (line,) = re.findall("^ExecStart=(.+)$", context.recipe, re.MULTILINE)
    context.status = run_alone(context, shlex.split(line), {"PATH": "/usr/bin:/bin"})


@then("it has ended with status {status:d}, and the newest run is {outcome}")
def check_end(context, status, outcome):
    assert (context.status, runs(context)[0]["outcome"]) == (status, outcome), (context.status, runs(context))


@then("the runs are {outcomes}")
def check_runs(context, outcomes):
    found = [each["outcome"] for each in reversed(runs(context))]
    assert found == outcomes.split(", "), found


@when("its lines run in a night that {night}")
def run_lines(context, night):
    """As programs of their own, not sourced."""
    directory = context.world.directory
    program(directory / "scrape", NIGHTS[night])
    program(directory / "enrich", ":")
    run_alone(context, ["/bin/bash", "-c", context.recipe], {"PATH": f"{directory}/bin:/usr/bin:/bin"})


@when("a pipeline under `run` has that line")
def run_line_in_pipeline(context):
    directory = context.world.directory
    program(directory / "nightly", context.recipe)
    context.status = run_alone(
        context, [directory / "bin/batchwatch", "run", "leads-nightly", "--", "./nightly"],
        {"PATH": f"{directory}/bin:/usr/bin:/bin"})


@given("only its line with `{text}`")
def take_line(context, text):
    (context.recipe,) = [line for line in context.recipe.splitlines() if text in line]

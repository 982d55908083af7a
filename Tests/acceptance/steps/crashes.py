"""Faults at system calls; the matrix of Tests/faults does the work."""

from behave import given, then, when

from faults import injection, matrix, situations
from kit import programs


@given('a host in the situation "{name}"')
def choose_situation(context, name):
    programs.require(injection.STRACE)
    context.situation = situations.named(name)


@when("`batchwatch {verb}` is disturbed at each system call that changes the disk")
def disturb(context, verb):
    context.tally = matrix.examine(context.situation, True, lambda _: None, (verb,))


@then("every acknowledged record is there once, and nothing is ever half there")
def check_findings(context):
    tally = context.tally
    assert tally.injections["kills"] and tally.injections["errors"], "nothing was disturbed"
    assert tally.unreached == 0, f"{tally.unreached} calls never came"
    assert not tally.findings, "\n".join(map(str, tally.findings))

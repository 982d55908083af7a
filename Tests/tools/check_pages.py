#!/usr/bin/env python3
"""Checks the pages for people: that there is a runbook for each alert, that links lead somewhere, that commands exist.

    Tests/tools/check_pages.py BINARY

Prints a line for each finding and exits with 1 if there is one. What it checks:

- Every alert of the generated rules and of docs/alerts.md, which has those without a rule too, has a page in
  docs/runbooks, no page is without an alert, and the index has all.
- Every runbook has the same headings in the same order, and begins with the meaning that docs/alerts.md states.
- Every relative link in the pages leads to a file of the project and, with #anchor, to a heading that is there.
- Every call of batchwatch in a page's code uses a verb that BINARY has, with options that `help VERB` lists.
"""

import functools
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
RULES = sorted((ROOT / "alertmanager" / "prometheus").glob("*.rules.yml"))
REFERENCE = ROOT / "docs" / "alerts.md"
HEADINGS = ["Meaning", "Impact", "Diagnosis", "Mitigation", "False alarms"]

_FENCE = re.compile(r"^\s*```(\w*)\s*$")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
# A call: batchwatch as the first word of a simple command, perhaps behind a path, a variable or another command, and not
# the user of that name.
_CALL = re.compile(r"(?<![\w./=-])(?<!-u )(?:/usr/local/bin/)?batchwatch(?=\s+[a-z-])([^|;&)\n]*)")


def split_page(text):
    """The page's lines outside of code blocks, and its blocks as (language, text), with lines that go on joined."""
    prose, blocks, block = [], [], None
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence and block is None:
            block = (fence[1], [])
        elif fence:
            blocks.append((block[0], "\n".join(block[1]).replace("\\\n", " ")))
            block = None
        elif block is not None:
            block[1].append(line.strip())
        else:
            prose.append(line)
    return prose, blocks


@functools.cache
def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    found = {}
    for line in split_page(page.read_text(encoding="utf-8"))[0]:
        heading = re.match(r"#{1,6}\s+(.*?)\s*$", line)
        if heading:
            text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading[1]).lower()
            slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
            found[slug] = found.get(slug, -1) + 1
    return {slug if n == 0 else f"{slug}-{n}" for slug, count in found.items() for n in range(count + 1)}


def check_links(pages):
    for page in pages:
        prose = re.sub(r"`[^`]*`", "", "\n".join(split_page(page.read_text(encoding="utf-8"))[0]))
        for link in _LINK.findall(prose):
            if re.match(r"[a-z][a-z0-9+.-]*:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if ROOT not in target.parents or not target.exists():
                yield f"{page.relative_to(ROOT)}: the link {link} leads to no file of the project"
            elif anchor and anchor not in anchors(target):
                yield f"{page.relative_to(ROOT)}: the link {link} leads to no heading of {target.relative_to(ROOT)}"


def check_runbooks():
    rules = []
    for path in RULES:
        found = re.findall(r"^\s*- alert: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if not found:
            yield f"{path.relative_to(ROOT)}: has no alerts"
        rules += found
    meanings = dict(
        re.findall(
            r"^\| \[(\w+)\]\(runbooks/\w+\.md\) \| (.*?) \|",
            REFERENCE.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    pages = {page.stem: page for page in RUNBOOKS.glob("*.md") if page.stem != "README"}
    index = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
    for name in sorted(set(rules) - set(meanings)):
        yield f"{REFERENCE.relative_to(ROOT)} does not tell of {name}"
    alerts = {*rules, *meanings}
    for name in sorted(alerts - set(pages)):
        yield f"docs/runbooks/{name}.md is missing"
    for name in sorted(set(pages) - alerts):
        yield f"docs/runbooks/{name}.md is of no alert in {REFERENCE.relative_to(ROOT)}"
    for name in sorted(set(pages)):
        if f"]({name}.md)" not in index:
            yield f"docs/runbooks/README.md does not link to {name}.md"
    for name, page in sorted(pages.items()):
        text = page.read_text(encoding="utf-8")
        if text.split("\n", 1)[0] != f"# {name}":
            yield f"docs/runbooks/{name}.md: the first line is not '# {name}'"
        headings = [line.lstrip("# ") for line in split_page(text)[0] if re.match("## ", line)]
        if headings != HEADINGS:
            yield f"docs/runbooks/{name}.md: the headings are {headings}, not {HEADINGS}"
        lead = " ".join(text.split("\n## ", 1)[0].split("\n", 1)[-1].split())
        if lead != meanings.get(name, lead):
            yield f"docs/runbooks/{name}.md: begins with '{lead}'; docs/alerts.md says '{meanings[name]}'"


@functools.cache
def options(binary, verb):
    """The options that the help of a verb lists; None where there is no such verb."""
    answer = subprocess.run([binary, "help", verb], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return None
    listed = answer.stdout.split("\nOptions:\n", 1)[-1].split("\n\n", 1)[0]
    return set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", listed, re.MULTILINE))


def calls(language, code):
    """The calls of batchwatch in a block, each as its words: of `console` only what is typed."""
    if language == "console":
        code = "\n".join(line[2:] for line in code.splitlines() if line.startswith("$ "))
    elif language not in ("sh", "bash"):
        return
    for line in code.splitlines():
        # What quotes hold is a value; it can't be a call but for "$(batchwatch …)".
        line = re.sub(r"(?<=\s)#.*", "", line)
        for call in _CALL.findall(re.sub(r"'[^']*'", "QUOTED", line)):
            yield shlex.split(re.sub(r'"[^"]*"?', "QUOTED", call).split(" -- ")[0])


def check_calls(pages, binary):
    count = 0
    for page in pages:
        for language, code in split_page(page.read_text(encoding="utf-8"))[1]:
            for verb, *words in calls(language, code):
                if verb.startswith("-"):
                    continue
                count += 1
                known = options(binary, verb)
                if known is None:
                    yield f"{page.relative_to(ROOT)}: 'batchwatch {verb}': there is no such verb"
                    continue
                for word in words:
                    name = word.partition("=")[0]
                    if name.startswith("--") and name not in known:
                        yield f"{page.relative_to(ROOT)}: 'batchwatch {verb} {word}': there is no such option"
    if count == 0:
        yield "no call of batchwatch was found in the pages, so none was checked"


def main():
    binary = sys.argv[1]
    pages = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
    findings = [*check_runbooks(), *check_links(pages), *check_calls(pages, binary)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

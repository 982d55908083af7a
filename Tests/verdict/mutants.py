"""Expressions that are wrong in one place. A comparison that would not notice one proves nothing of that place."""

import re

_COMPARISON = re.compile(r"(?<![=!<>])([<>]=?)(?!=)")
_CLAUSE = re.compile(r" (?:and|unless) on \(job, instance, batch\) \((?:[^()]|\([^()]*\))*\)")
_OTHER = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}


def mutants(expression: str) -> list[tuple[str, str]]:
    """Every comparison with the limit on its other side, and every condition left out; each with what was done."""
    expression = re.sub(r"\s+", " ", expression)
    made = []
    for found in _COMPARISON.finditer(expression):
        text = expression[: found.start()] + _OTHER[found[1]] + expression[found.end() :]
        place = expression[max(0, found.start() - 30) : found.end() + 30]
        made.append((f"{found[1]} made {_OTHER[found[1]]} in …{place}…", text))
    for found in _CLAUSE.finditer(expression):
        made.append((f"without '{found[0].strip()}'", expression[: found.start()] + expression[found.end() :]))
    return made

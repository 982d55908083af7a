"""Two verdicts side by side."""

from collections import Counter

from kit.checks import Checks
from kit.clocks import wall
from kit.prometheus import Server
from verdict.judgement import Judgement
from verdict.mutants import mutants
from verdict.settings import QUARTER

STATES = "instance_batch:batch_state:code"
SHOWN = 5
"""So many disagreements of an alert are shown in full."""


class Comparison:
    """Asks Prometheus what it says at the moments that were judged."""

    def __init__(self, prometheus: Server, judgements: list[Judgement], checks: Checks):
        self._prometheus = prometheus
        self._judgements = judgements
        self._checks = checks

    def run(self) -> None:
        """Checks every alert of a batch."""
        every = self._prometheus.rules()
        rules = {n: rule for n, rule in every.items() if rule["type"] == "alerting" and "batch_info" in rule["query"]}
        local = set().union(*(judgement.held for judgement in self._judgements))
        self._checks.add("status tells no alert but those of the rules", sorted(local - set(rules)))
        for name, rule in rules.items():
            self._agrees(name, rule["query"])
            self._varies(name)
            self._fails_when_wrong(name, rule["query"])
        self._tells_states(STATES, every[STATES]["query"])

    def _agrees(self, name: str, expression: str) -> None:
        findings = []
        count = 0
        for judgement in self._judgements:
            found = self._ask(judgement, expression)
            fired = _fired(found)
            wrong = sorted(fired ^ judgement.held[name])
            nights = Counter(batch for _, batch in wrong)
            findings += [f"{batch} of {judgement.window.name}: {times} times" for batch, times in nights.items()]
            firsts = {batch: moment for moment, batch in reversed(wrong)}
            for batch, moment in list(firsts.items())[:SHOWN]:
                findings += self._story(judgement, name, moment, batch, (moment, batch) in fired)
            if len(found) != len(fired):
                findings.append(f"{judgement.window.name}: more than one series for a batch")
            for moment, labels, _ in found:
                route = (labels.get("severity", ""), labels.get("team", ""))
                if judgement.routes[moment, labels["batch"]] != route:
                    findings.append(f"{labels['batch']} at {wall(moment)}: routed by {route}")
            count += len(judgement.routes)
        self._checks.add(f"{name}: both say the same {count:,} times, and for whom", findings)

    def _varies(self, name: str) -> None:
        """An alert that never fires, or always, would be agreed on without saying anything."""
        all_nights = sum(len(judgement.scripts) for judgement in self._judgements)
        fired = sum(len({batch for _, batch in judgement.held[name]}) for judgement in self._judgements)
        always = fired == all_nights
        never = [judgement.window.name for judgement in self._judgements if not judgement.held[name]]
        findings = [f"never in {window}" for window in never] + (["silent in none"] if always else [])
        self._checks.add(f"{name}: fired in {fired} of {all_nights} batches", findings)

    def _fails_when_wrong(self, name: str, expression: str) -> None:
        unnoticed = []
        made = mutants(expression)
        for title, mutant in made:
            noticed = any(
                _fired(self._ask(judgement, mutant)) != judgement.held[name] for judgement in self._judgements
            )
            if not noticed:
                unnoticed.append(title)
        findings = unnoticed if made else ["none was made"]
        self._checks.add(f"{name}: {len(made)} wrong expressions would be noticed", findings)

    def _tells_states(self, name: str, expression: str) -> None:
        findings = []
        kinds = set()
        for judgement in self._judgements:
            asked = self._ask(judgement, expression)
            found = {(moment, labels["batch"]): int(value) for moment, labels, value in asked}
            kinds |= set(found.values())
            different = {key for key in found.keys() | judgement.states if found.get(key) != judgement.states.get(key)}
            findings += [
                f"{batch} of {judgement.window.name} at {wall(moment)}: {found.get((moment, batch))}, "
                f"not {judgement.states.get((moment, batch))}"
                for moment, batch in sorted(different)[:SHOWN]
            ]
        findings += [f"no batch was ever in state {state}" for state in sorted(set(range(8)) - kinds)]
        self._checks.add(f"{name}: says the same, in all eight states", findings)

    def _ask(self, judgement: Judgement, expression: str) -> list[tuple[int, dict, float]]:
        """At the quarters, one second after, and one second before them."""
        window = judgement.window
        found = []
        for offset in sorted({(moment + 450) % QUARTER - 450 for moment in judgement.moments}):
            asked = self._prometheus.range(expression, window.start + offset, window.end + offset, QUARTER)
            found += [(moment, labels, value) for labels, values in asked for moment, value in values]
        return found

    def _story(self, judgement: Judgement, name: str, moment: int, batch: str, fired: bool) -> list[str]:
        script = next(script for script in judgement.scripts if script.name == batch)
        said = judgement.texts.get((name, moment, batch))
        here = f'batch="{batch}",instance="{judgement.window.name}"'
        series = self._prometheus.instant(f'{{__name__=~"batch_.*",{here}}}', moment)
        return [
            "",
            f"{batch} of {judgement.window.name} at {wall(moment)} ({moment}), plots: {', '.join(script.plots)}",
            f"  Prometheus: {'fires' if fired else 'is silent'}; batchwatch: {said or 'is silent'}",
            *(f"  {wall(event.moment)} {' '.join(event.words) or 'killed'}" for event in script.events
              if event.moment <= moment),
            *(f"  {line}" for line in script.settings.text(batch).splitlines()),
            *(f"  {_written(labels)} {value}" for labels, value in series),
        ]


def _written(labels: dict) -> str:
    inside = ",".join(f'{k}="{v}"' for k, v in labels.items() if k not in ("__name__", "batch", "job", "instance"))
    return f"{labels['__name__']}{{{inside}}}"


def _fired(found: list[tuple[int, dict, float]]) -> set[tuple[int, str]]:
    return {(moment, labels["batch"]) for moment, labels, _ in found}

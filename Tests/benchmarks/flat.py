"""Whether a record costs the same on a tracker with a long past, and with thousands of configured batches."""

from pathlib import Path

from benchmarks.measure import Candidate, goal, in_turns, table
from benchmarks.scenes import Scene

VERBS = ("stage", "start", "end")


def verbs(scene: Scene, name: str) -> dict[str, Candidate]:
    binary = scene.binary
    commands = {
        "start": lambda _: [binary, "start", "leads"],
        "stage": scene.stage,
        "end": lambda _: [binary, "end", "leads"],
    }
    return {
        verb: Candidate(f"{verb}, {name}", commands[verb], scene.environment, scene.keep_passing) for verb in VERBS
    }


def compare(title: str, small: tuple[Scene, str], large: tuple[Scene, str], rounds: int) -> None:
    pairs = [verbs(*small), verbs(*large)]
    # A run's life in each round, both scenes in turns.
    in_turns([pair[verb] for verb in ("start", "stage", "end") for pair in pairs], rounds, warm_up=20)
    print(f"\n{title}")
    for verb in VERBS:
        base, other = (pair[verb] for pair in pairs)
        table(f"{verb} (ratio to the first line)", [base, other], base)
        goal(f"{verb}, {large[1]} against {small[1]}", other.against(base), 1.1, " ×")


def past(directory: Path, binary: str, runs: int, rounds: int) -> None:
    scenes = []
    for count in (10, runs):
        scene = Scene(directory / f"past-{count}", binary)
        scene.call("start", "leads")
        scene.add_past("leads", count)
        scene.call("end", "leads")
        scenes.append((scene, f"{count:,} past runs"))
    compare("A long past", scenes[0], scenes[1], rounds)


def configured(directory: Path, binary: str, batches: int, rounds: int) -> None:
    scenes = []
    for count in (1, batches):
        scene = Scene(directory / f"configured-{count}", binary, batches=count)
        scene.call("export")
        scenes.append((scene, f"{count:,} configured batches"))
    compare("Many batches", scenes[0], scenes[1], rounds)

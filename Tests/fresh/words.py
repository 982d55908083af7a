"""What the README tells its reader to type, in its order."""

import re

from kit.programs import REPOSITORY


def commands():
    """The blocks of commands of the chapter about installing: those that install, and those that bring the first mail."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    chapter = text.partition("\n## Install it\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", chapter, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2, f"the README's chapter about installing has {len(blocks)} blocks of commands, not 2"
    return blocks


def package_command():
    """What the same chapter says for Debian's package, within a sentence."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"`(sudo apt-get install \./batchwatch_\S+)`", text)
    assert len(found) == 1, f"the README installs the package {len(found)} times"
    return found[0]

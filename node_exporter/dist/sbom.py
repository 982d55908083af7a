#!/usr/bin/python3
"""Prints what is in a release, as SPDX 2.3 in JSON.

    node_exporter/dist/sbom.py VERSION STAGE

Nothing of it is written by hand but the licences: what the programs were linked with says the linker's map that
`make build` keeps, what they need says their own table, and which version each library has says this machine, on which
they were linked. A library whose licence this file doesn't know ends it.
"""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

PRODUCT = Path(".build/product")
PROGRAMS = ("batchwatch", "batchwatch-monitor")
GCC = "GPL-3.0-or-later WITH GCC-exception-3.1"
LICENCES = {
    "swift": "Apache-2.0 WITH Swift-exception",
    "gcc": GCC,
    "glibc": "LGPL-2.1-or-later",
    "re2": "BSD-3-Clause",
    "abseil": "Apache-2.0",
    "sqlite3": "blessing",
    "libyaml": "MIT",
    "curl": "curl",
}
"""By the name of the source."""


def run(*command):
    """A command's output."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def archives(program):
    """The static libraries of which the linker took something."""
    path = PRODUCT / f"{program}.map"
    if not path.exists():
        sys.exit(f"sbom: {path} is missing; 'make clean build' writes it")
    return {os.path.realpath(each) for each in re.findall(r"(/\S+\.a)\(", path.read_text(encoding="utf-8", errors="replace"))}


def shared(program):
    """The shared libraries that the loader would take here."""
    found = re.findall(r"=> (/\S+)", run("ldd", f".build/bin/{program}"))
    needed = set(re.findall(r"NEEDED +(\S+)", run("objdump", "-p", f".build/bin/{program}")))
    return {os.path.realpath(each) for each in found if os.path.basename(each) in needed}


def origin(library):
    """Name and version of what a library is from: Debian's source package, or Swift's toolchain."""
    toolchain = Path(run("sh", "-c", 'readlink -f "$(command -v swift)"').strip()).parents[1]
    if Path(library).is_relative_to(toolchain):
        return "swift", re.search(r"Swift version (\S+)", run("swift", "--version"))[1]
    # Where /lib is a link to /usr/lib, packages may name either.
    for path in (library, library.removeprefix("/usr")):
        asked = subprocess.run(["dpkg", "--search", path], capture_output=True, encoding="utf-8", check=False)
        if asked.returncode == 0:
            package = asked.stdout.split(": ")[0].split(",")[0]
            source, version = run("dpkg-query", "--show", "--showformat=${source:Package} ${Version}", package).split()
            return re.sub(r"^gcc-\d+$", "gcc", source), version
    sys.exit(f"sbom: {library} is from no package of Debian's, nor from Swift")


def component(name, version, kind):
    """A library as SPDX tells it."""
    if name not in LICENCES:
        sys.exit(f"sbom: no licence is known of {name}; add it to LICENCES in {sys.argv[0]}, and to what is shipped of it")
    return {
        "SPDXID": f"SPDXRef-{kind}-{name}", "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": LICENCES[name], "licenseDeclared": LICENCES[name],
        "copyrightText": "NOASSERTION", "comment": f"linked {'statically' if kind == 'static' else 'dynamically'}",
    }


def main():
    """Prints the document."""
    version, stage = sys.argv[1], Path(sys.argv[2])
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    packages, links, files = {}, [], []
    for program in PROGRAMS:
        content = (stage / "bin" / program).read_bytes()
        sums = [{"algorithm": kind.upper(), "checksumValue": hashlib.new(kind, content).hexdigest()}
                for kind in ("sha1", "sha256")]
        files.append({"SPDXID": f"SPDXRef-{program}", "fileName": f"./bin/{program}", "checksums": sums,
                      "fileTypes": ["BINARY"], "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION"})
        for kind, link, libraries in (("static", "STATIC_LINK", archives(program)),
                                      ("dynamic", "DYNAMIC_LINK", shared(program))):
            if not libraries:
                sys.exit(f"sbom: {program} has no {kind} libraries, which can't be")
            for name, of in sorted({origin(each) for each in libraries}):
                packages[kind, name] = component(name, of, kind)
                links.append({"spdxElementId": f"SPDXRef-{program}", "relationshipType": link,
                              "relatedSpdxElement": f"SPDXRef-{kind}-{name}"})
    release = {
        "SPDXID": "SPDXRef-release", "name": "batchwatch", "versionInfo": version, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION",
        "comment": "needs " + ", ".join((stage / "REQUIRES").read_text(encoding="utf-8").splitlines()),
    }
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": stage.name,
        "documentNamespace": f"urn:batchwatch:{stage.name}:{files[0]['checksums'][1]['checksumValue']}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: batchwatch-sbom"]},
        "documentDescribes": ["SPDXRef-release"], "packages": [release, *(packages[key] for key in sorted(packages))],
        "files": files,
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-release"},
            *({"spdxElementId": "SPDXRef-release", "relationshipType": "CONTAINS", "relatedSpdxElement": each["SPDXID"]}
              for each in files), *links],
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# Every check that needs no build. Prints a line per check and the findings of those that failed.
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

# shellcheck source=Tests/tools/checks.sh
. Tests/tools/checks.sh

# The files of the project, those not yet committed too, that match the patterns.
files() { git ls-files --cached --others --exclude-standard --deduplicate -- "$@" | while read -r file; do
  [[ ! -f $file ]] || printf '%s\n' "$file"
done; }

scripts() {
  local file line
  files | while read -r file; do
    IFS= read -r line <"$file" 2>/dev/null || continue
    case $line in '#!'*/bash | '#!'*/sh | '#!'*' bash' | '#!'*' sh') printf '%s\n' "$file" ;; esac
    case $line:$file in '#!'*) ;; *:*.sh) printf '%s\n' "$file" ;; esac
  done
}

# Runs a command with the file names from stdin, and with none fails: a check of nothing proves nothing.
on_files() {
  local -a names
  mapfile -t names
  ((${#names[@]} > 0)) || { echo "no files found to check"; return 1; }
  "$@" "${names[@]}"
}

swift_format() { Tests/tools/swift.sh format lint --strict --parallel --recursive Sources Tests Package.swift; }
shell_scripts() { scripts | on_files shellcheck; }
yaml_files() { files '*.yml' '*.yaml' | on_files yamllint --strict -c Tests/lint/yamllint.yml; }

executable_scripts() {
  scripts | while read -r file; do
    [[ -x $file || $(head -c 2 "$file") != '#!' ]] || printf '%s: is a script, but not executable; chmod +x\n' "$file"
  done
}

# import lines of Swift files under the paths, whatever stands before and after the word.
readonly import='^[[:space:]]*(@[A-Za-z]+(\([a-z]+\))?[[:space:]]+)*((public|package|internal|fileprivate|private)[[:space:]]+)?import[[:space:]]+((struct|class|enum|protocol|typealias|func|var|let)[[:space:]]+)?'
foundation_imports() { files 'Sources/*.swift' | xargs -r grep -nE "${import}Foundation"; }
glibc_imports() {
  files 'Sources/*.swift' | grep -v '^Sources/Platform/' | xargs -r grep -nE "${import}(Glibc|Musl|Darwin|Bionic)\b"
}

# A conversion of a number that is neither labelled nor of a literal.
readonly conversion='\bU?Int(8|16|32|64)?\((?!clamping:|exactly:|truncatingIfNeeded:|bitPattern:|ascii:|wholePartOf:|[0-9])'
# In files that import Batches the compiler refuses conversions of doubles that trap. Others must not hold both; these do,
# and convert no double, or look at it first.
readonly converting='Sources/(Batches/|Platform/|SQLite/|JSON/JSONWriter\.swift)'
unchecked_conversions() {
  files 'Sources/*.swift' | grep -vE "^$converting" | xargs -r grep -lw 'Double' | xargs -r grep -LE "${import}Batches" |
    xargs -r grep -nP "$conversion"
}

package_dependencies() { grep -nE '\.package\(' Package.swift; files Package.resolved; }

readonly top_level='Package.swift|Sources|Tests|findings|node_exporter|alertmanager|grafana|docs|README\.md|LICENSE|CHANGELOG\.md'
readonly top_level_more='CONTRIBUTING\.md|SECURITY\.md|Makefile|\.ci|\.gitignore|\.gitattributes|\.swift-format|\.swift-version|\.editorconfig'
other_top_level() { files | cut -d/ -f1 | sort -u | grep -vxE "$top_level|$top_level_more"; }

untidy_lines() {
  files | grep -v '/fixtures/' | xargs -r grep -nIE $'[ \t]+$|\r$'
  files | grep -v '/fixtures/' | while read -r file; do
    # A picture is no text.
    grep -qI . "$file" || continue
    [[ -z $(tail -c 1 "$file") ]] || printf '%s: no newline at the end\n' "$file"
  done
}

left_open() { files Sources Tests findings node_exporter alertmanager grafana | grep -v 'Tests/tools/lint.sh' |
  xargs -r grep -nIE '\b(TODO|FIXME|XXX|HACK)\b'; }

check "swift format" swift_format
check "shellcheck" shell_scripts
check "yamllint" yaml_files
check "scripts are executable" nothing_found executable_scripts
check "no Foundation in Sources" nothing_found foundation_imports
check "only Platform imports the C library" nothing_found glibc_imports
check "where doubles are converted, the compiler checks it" nothing_found unchecked_conversions
check "no package dependencies" nothing_found package_dependencies
check "only known names at the top level" nothing_found other_top_level
check "no trailing blanks, final newlines" nothing_found untidy_lines
check "nothing left open" nothing_found left_open
check "the runner of the suites counts what fails, crashes, hangs or checks nothing" \
  /usr/bin/python3 -B Tests suites.selfcheck

end_checks

#!/bin/bash
# Lets the real shells complete command lines by the scripts that `batchwatch completion` prints.
# Usage: Tests/acceptance/completions.sh [BATCHWATCH]
set -euo pipefail

batchwatch=$(realpath "${1:-.build/bin/batchwatch}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
complaints=()

complain() { complaints+=("$*"); }

# The completions ask `batchwatch` for names; this one knows two batches, and shows what it was asked.
mkdir "$work/bin"
cat >"$work/bin/batchwatch" <<'STUB'
#!/bin/sh
echo "$*" >>"$ASKED"
case "$*" in
  "completion --batches"*) printf '%s\n' leads-nightly invoices ;;
  "completion --stages=leads-nightly"*) printf '%s\n' scrape enrich score ;;
esac
STUB
chmod +x "$work/bin/batchwatch"
export PATH="$work/bin:$PATH" ASKED="$work/asked" HOME="$work" XDG_CONFIG_HOME="$work" XDG_DATA_HOME="$work"
: >"$ASKED"
touch "$work/settings.yml"
cd "$work"

for shell in bash zsh fish; do "$batchwatch" completion "$shell" >"$work/completion.$shell"; done

# Each of these prints what the shell offers for the command line $1, one per line.
complete_in_bash() {
  # shellcheck disable=SC2016 # the inner bash expands it
  bash --norc --noprofile -u -c '
    source "$1" || exit 1
    COMP_LINE=$2 COMP_POINT=${#2}
    # Readline also breaks words at these.
    spaced=${2//=/ = }
    spaced=${spaced//:/ : }
    read -ra COMP_WORDS <<<"$spaced"
    [[ $2 != *" " ]] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _batchwatch batchwatch
    [[ ${#COMPREPLY[@]} == 0 ]] || printf "%s\n" "${COMPREPLY[@]}"
  ' bash "$work/completion.bash" "$1" 2>&1
}

complete_in_fish() {
  # shellcheck disable=SC2016 # fish expands it
  fish --no-config -c 'source $argv[1]; and complete -C $argv[2]' "$work/completion.fish" "$1" 2>&1 | cut -f 1
}

# zsh completes only at a terminal, so it gets one, and a compadd that prints what it is given.
complete_in_zsh() {
  zsh -f "$work/capture.zsh" "$work/completion.zsh" "$1" 2>&1
}
cat >"$work/capture.zsh" <<'CAPTURE'
zmodload zsh/zpty
cat >$HOME/inner.zsh <<'INNER'
PS1= PS2=
autoload -Uz compinit && compinit -u -D
source $1
compadd() {
  # Called to ask, not to offer.
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a found
  builtin compadd -O found "$@"
  (( $#found )) && print -rl -- "<"${^found}">"
  builtin compadd "$@"
}
zstyle ':completion:*' list-grouped no
zstyle ':completion:*' insert-tab no
done-completing() { print "@@end@@" }
zle -N done-completing
bindkey '^I' complete-word '^X' done-completing
# Only now does the line editor read the terminal; keys that come earlier could be lost.
zle-line-init() { print "@@ready@@" }
zle -N zle-line-init
INNER
zpty inner zsh -f -i
zpty -w inner "source $HOME/inner.zsh $1"
zpty -r -m inner line '*@@ready@@*' || exit 1
zpty -w -n inner "$2"$'\t\x18'
zpty -r -m inner line '*@@end@@*' || exit 1
print -r -- $line | tr -d '\r' | grep -o '<[^<>]*>' | tr -d '<>' | sort -u
zpty -d inner
CAPTURE

# expect SHELL LINE WORD...: the shell offers just these words for the line, in any order.
expect() {
  local shell=$1 line=$2 offered expected
  shift 2
  offered=$("complete_in_$shell" "$line" | sort -u)
  expected=$(printf '%s\n' "$@" | sort -u)
  if [[ $offered != "$expected" ]]; then
    complain "$shell: '$line' should offer (${expected//$'\n'/ }) but offers (${offered//$'\n'/ })"
  fi
}

for shell in bash zsh fish; do
  if ! command -v "$shell" >/dev/null; then
    complain "$shell is not installed"
    continue
  fi
  if ! noise=$("$shell" -c "source '$work/completion.$shell'" 2>&1) || [[ -n $noise ]]; then
    complain "$shell: sourcing the completion script failed: $noise"
  fi

  expect "$shell" 'batchwatch st' start stage status
  expect "$shell" 'batchwatch --config settings.yml st' start stage status
  expect "$shell" 'batchwatch end ' leads-nightly invoices
  expect "$shell" 'batchwatch stage le' leads-nightly
  expect "$shell" 'batchwatch stage leads-nightly s' scrape score
  expect "$shell" 'batchwatch stage --percent 5 leads-nightly e' enrich
  expect "$shell" 'batchwatch end --at 2026-03-01T01:00:00Z i' invoices
  expect "$shell" 'batchwatch status invoices lea' leads-nightly
  expect "$shell" 'batchwatch completion ' bash zsh fish
  expect "$shell" 'batchwatch help sch' schedule
  expect "$shell" 'batchwatch run leads-nightly --stage sc' scrape score
  expect "$shell" 'batchwatch run leads-nightly -- fals' false
  expect "$shell" 'batchwatch run leads-nightly --stage=x -- cat sett' settings.yml

  : >"$ASKED"
  "complete_in_$shell" 'batchwatch --config settings.yml end le' >/dev/null
  grep -qx 'completion --batches --config[= ]settings.yml' "$ASKED" || complain "$shell: --config is not passed on"

  # What is typed is never run.
  # shellcheck disable=SC2016
  "complete_in_$shell" 'batchwatch stage $(touch${IFS}ran) ' >/dev/null || true
  if [[ -e $work/ran ]]; then
    complain "$shell: completion executed what was typed"
    rm -f "$work/ran"
  fi
done

expect bash 'batchwatch stage leads-nightly scrape --pe' --percent
expect zsh 'batchwatch stage leads-nightly scrape --pe' --percent
expect fish 'batchwatch stage leads-nightly scrape --pe' --percent
expect bash 'batchwatch run leads-nightly --stage=sc' scrape score
expect fish 'batchwatch run leads-nightly --stage=sc' --stage=scrape --stage=score

if ((${#complaints[@]} > 0)); then
  echo 'FAILED  bash, zsh and fish offer what they should'
  printf '        %s\n' "${complaints[@]}"
  echo '0 passed, 1 failed'
  exit 1
fi
printf '%s\n' 'ok      bash, zsh and fish offer what they should' '1 passed, 0 failed'

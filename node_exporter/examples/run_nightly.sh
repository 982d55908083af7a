#!/usr/bin/env bash
# An example of a nightly pipeline that reports to batchwatch: a template to copy and to fill with your own stages.
#
# The batch `leads-nightly` makes leads of this machine's own package database, which every Debian has:
#
#   scrape   read every installed package's record            -> packages.tsv
#   enrich   add home page, installed size, number of files   -> enriched.tsv
#   dedupe   one lead per maintainer's address                -> leads.tsv
#   score    rank the leads                                   -> ranked.tsv
#   mockup   draw a card for each of the best (optional)      -> cards/*.html
#   email    write a message to each into a Maildir; nothing is sent
#
# For cron:  0 1 * * *  deploy  /opt/leads/run_nightly.sh
#
# Environment, all optional:
#   WORK         where results are kept (default: ~/.local/state/leads-nightly)
#   MOCKUP=off   leaves out the stage mockup
#   PACE         seconds to wait after each portion of work, for watching it (default: 0)
#   FAIL_STAGE   a stage that loses a portion of its input half way, for seeing what a failure looks like
#   BATCHWATCH_BEST_EFFORT=0   lets the pipeline fail when its records can't be kept (default: 1, it never does)

set -Eeuo pipefail
export LC_ALL=C
# cron's PATH is /usr/bin:/bin.
export PATH="${PATH:-/usr/bin:/bin}:/usr/local/bin"
export BATCHWATCH_BEST_EFFORT=${BATCHWATCH_BEST_EFFORT:-1}

readonly BATCH=leads-nightly
readonly WORK=${WORK:-${XDG_STATE_HOME:-${HOME:-/var/tmp}/.local/state}/leads-nightly}
readonly MOCKUP=${MOCKUP:-on} PACE=${PACE:-0} FAIL_STAGE=${FAIL_STAGE:-}
readonly PORTIONS=8           # a stage's work is cut into so many, with a record after each
readonly COST_PER_RECORD=0.002 # what an enriched record costs
readonly COST_PER_BURST=0.50  # what a burst of the GPU costs
readonly CARDS=12 CARDS_PER_BURST=4

# ---- Reporting to batchwatch --------------------------------------------------------------------------------------

run=       # this run's id, from `batchwatch start`
stage=     # the stage at work
line=      # where a command failed
reason=    # why the run is given up, if not by a failed command

if ! command -v batchwatch >/dev/null; then
  printf '%s: batchwatch is not in PATH, so this run is not recorded\n' "$BATCH" >&2
  [[ $BATCHWATCH_BEST_EFFORT == 1 ]] || exit 1
  batchwatch() { :; }
fi

# Reports one thing about this run. With best effort no trouble of batchwatch's own stops the pipeline.
record() {
  batchwatch "$@" ${run:+--run "$run"} || [[ $BATCHWATCH_BEST_EFFORT == 1 ]]
}

run_stage() {
  stage=$1
  # Not in a condition: there, bash would not stop at the stage's first failing command.
  "$stage" 2>"$temporary/stderr"
  cat "$temporary/stderr" >&2
  record stage "$BATCH" "$stage"
  stage=
}

# The last thing that happens, whatever happened: what wasn't reported as done is reported as failed, with the reason.
finish() {
  local status=$?
  trap - ERR EXIT HUP INT TERM
  if ((status != 0)); then
    cat "$temporary/stderr" >&2 || true
    # What the failing command said last tells most; bash's own messages begin with the script's name and the line.
    [[ -n $reason ]] || reason=$(tail -n 1 "$temporary/stderr" | sed 's/^[^ ]*: line [0-9]*: //') || true
    reason="${reason:-no message} (status $status${line:+, line $line})"
    printf '%s: %sfailed: %s\n' "$BATCH" "${stage:+$stage }" "$reason" >&2
    [[ -z $stage ]] || record stage "$BATCH" "$stage" --failed --reason "$reason" || true
    record end "$BATCH" --failed --reason "${stage:+$stage: }$reason" || true
  fi
  rm -rf "$temporary"
  exit "$status"
}

# ---- Work in portions ---------------------------------------------------------------------------------------------

# each_portion COMMAND INPUT OUTPUT [UNIT]: COMMAND turns a portion of INPUT's lines, on its stdin, into lines of OUTPUT.
# After each portion the stage's progress is recorded. A portion has UNIT lines, or 1/PORTIONS of them all.
each_portion() {
  local command=$1 input=$2 output=$3 portion done=0 total
  local -a portions
  total=$(wc -l <"$input")
  split --lines="${4:-$((total / PORTIONS + 1))}" --numeric-suffixes --suffix-length=4 "$input" "$temporary/$stage."
  portions=("$temporary/$stage".*)
  [[ $stage != "$FAIL_STAGE" ]] || rm "${portions[${#portions[@]} / 2]}"
  : >"$output"
  for portion in "${portions[@]}"; do
    "$command" <"$portion" >>"$output"
    done=$((done + $(wc -l <"$portion")))
    record stage "$BATCH" "$stage" --done "$done" --total "$total"
    sleep "$PACE"
  done
}

# ---- The stages ---------------------------------------------------------------------------------------------------

scrape() {
  # shellcheck disable=SC2016 # dpkg-query's fields, not the shell's
  dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' | sed -n 's/^installed //p' >"$temporary/names"
  each_portion read_records "$temporary/names" "$temporary/packages.tsv"
}

# package, maintainer's name, address, home page, installed size in KiB
read_records() {
  # shellcheck disable=SC2016 # likewise
  xargs dpkg-query -W -f '${binary:Package}\t${Maintainer}\t${Homepage}\t${Installed-Size}\n' |
    awk -F '\t' -v OFS='\t' '
      match($2, /<[^<>]*>/) {
        address = tolower(substr($2, RSTART + 1, RLENGTH - 2))
        name = substr($2, 1, RSTART - 1)
        gsub(/^[ "]+|[ "]+$/, "", name)
        # Not every maintainer field holds an address; a lead without one is none.
        print $1, (name == "" ? address : name), (address ~ /^[^ @]+@[^ @]+\.[^ @]+$/ ? address : ""), $3, $4 + 0
      }'
}

enrich() {
  each_portion count_files "$temporary/packages.tsv" "$temporary/enriched.tsv"
}

# The same, with the home page's domain in the place of its address, and the number of files
count_files() {
  tee "$temporary/portion" | cut -f 1 | sed 's|.*|/var/lib/dpkg/info/&.list|' >"$temporary/lists"
  local -a lists
  mapfile -t lists <"$temporary/lists"
  # A line per list, "COUNT PATH", and the sum in a last line that paste has no partner for.
  wc -l "${lists[@]}" | awk '{ print $1 }' | head -n "${#lists[@]}" | paste "$temporary/portion" - |
    awk -F '\t' -v OFS='\t' '{
      domain = $4
      sub(/^[a-z]+:\/+/, "", domain)
      sub(/[\/:?#].*/, "", domain)
      print $1, $2, $3, domain, $5, $6
    }'
  record cost "$BATCH" "$(awk -v n="${#lists[@]}" -v price="$COST_PER_RECORD" 'BEGIN { printf "%.4f", n * price }')" \
    --resource api --stage enrich
}

# address, name, packages, KiB, files, domain of the first home page
dedupe() {
  each_portion select_addresses "$temporary/enriched.tsv" "$temporary/addressed.tsv"
  sort -t $'\t' -k 3,3 -k 1,1 "$temporary/addressed.tsv" | awk -F '\t' -v OFS='\t' '
    function print_lead() { if (address != "") print address, name, packages, size, files, domain }
    $3 != address { print_lead(); address = $3; name = $2; packages = size = files = 0; domain = "" }
    { packages++; size += $5; files += $6; if (domain == "") domain = $4 }
    END { print_lead() }' >"$temporary/leads.tsv"
  printf '%s: %d records, %d leads\n' "$BATCH" \
    "$(wc -l <"$temporary/enriched.tsv")" "$(wc -l <"$temporary/leads.tsv")"
}

select_addresses() {
  awk -F '\t' '$3 != ""'
}

# Who looks after much, and much that is used, comes first: packages, and the magnitude of their files and size
score() {
  each_portion score_leads "$temporary/leads.tsv" "$temporary/scored.tsv"
  sort -t $'\t' -k 1,1nr -k 2,2 "$temporary/scored.tsv" >"$temporary/ranked.tsv"
}

score_leads() {
  awk -F '\t' -v OFS='\t' '{ printf "%.2f\t%s\n", $3 + 2 * log($5 + 1) + log($4 + 1), $0 }'
}

mockup() {
  mkdir -p "$WORK/cards"
  head -n "$CARDS" "$temporary/ranked.tsv" >"$temporary/best.tsv"
  each_portion draw_cards "$temporary/best.tsv" "$temporary/cards" "$CARDS_PER_BURST"
}

# One burst of the GPU, were there one: a page for each lead of the portion
draw_cards() {
  awk -F '\t' -v directory="$WORK/cards" '
    function escaped(text) {
      gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/"/, "\\&quot;", text)
      return text
    }
    function bar(label, value, share) {
      return sprintf("<dt>%s</dt><dd><meter value=\"%.2f\"></meter> %d</dd>", label, share > 1 ? 1 : share, value)
    }
    {
      name = $2
      gsub(/[^a-z0-9]+/, "-", name)
      file = directory "/" name ".html"
      printf "<!doctype html>\n<meta charset=\"utf-8\">\n<title>%s</title>\n" \
        "<h1>%s</h1>\n<p>Score %s, %s</p>\n<dl>%s%s%s</dl>\n", escaped($3), escaped($3), $1, escaped($7), \
        bar("Packages", $4, $4 / 100), bar("Files", $6, $6 / 10000), bar("MiB", $5 / 1024, $5 / 1048576) > file
      close(file)
      print file
    }'
  record cost "$BATCH" "$COST_PER_BURST" --resource gpu --stage mockup
}

email() {
  mkdir -p "$WORK/Maildir/tmp" "$WORK/Maildir/new" "$WORK/Maildir/cur"
  each_portion write_messages "$temporary/ranked.tsv" "$temporary/sent"
}

# A message per lead (RFC 5322), complete in tmp before it is renamed into new, as a Maildir wants it
write_messages() {
  local date points address name packages size files domain unique
  date=$(date --rfc-email)
  while IFS=$'\t' read -r points address name packages size files domain; do
    sent=$((${sent:-0} + 1))
    unique="$EPOCHSECONDS.P$$Q$sent.$HOSTNAME"
    {
      printf 'From: Leads <leads@%s>\nTo: %s <%s>\n' "$HOSTNAME" "$(encoded_word "$name")" "$address"
      printf 'Subject: Your %d packages on %s\n' "$packages" "$HOSTNAME"
      printf 'Date: %s\nMessage-ID: <%s@%s>\n' "$date" "$unique" "$HOSTNAME"
      printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n'
      printf 'You look after %d packages here, %d files of %d MiB.\nYour score is %s.\n' \
        "$packages" "$files" "$((size / 1024))" "$points"
      [[ -z $domain ]] || printf 'One of their home pages is at %s.\n' "$domain"
    } >"$WORK/Maildir/tmp/$unique"
    mv "$WORK/Maildir/tmp/$unique" "$WORK/Maildir/new/$unique"
    printf '%s\n' "$address"
  done
}

# A display name as RFC 2047 wants it where it isn't plain ASCII
encoded_word() {
  if [[ $1 == *[![:print:]]* ]]; then
    printf '=?UTF-8?B?%s?=' "$(printf '%s' "$1" | base64 --wrap=0)"
  else
    printf '"%s"' "${1//[\"\\]/}"
  fi
}

# ---- The night ----------------------------------------------------------------------------------------------------

mkdir -p "$WORK"
temporary=$(mktemp -d)
: >"$temporary/stderr"
trap 'line=$LINENO' ERR
trap finish EXIT
# A signal without a trap would run the EXIT trap with the status of the last command, as if all were well.
trap 'reason="hung up"; exit 129' HUP
trap 'reason=interrupted; exit 130' INT
trap 'reason="told to stop"; exit 143' TERM

# The process id lets batchwatch see a run whose process is gone, killed or lost to a reboot.
run=$(record start "$BATCH" --pid $$)

run_stage scrape
run_stage enrich
run_stage dedupe
record leads "$BATCH" "$(wc -l <"$temporary/leads.tsv")"
run_stage score
if [[ $MOCKUP == off ]]; then
  record stage "$BATCH" mockup --skip
else
  run_stage mockup
fi
run_stage email
cp "$temporary/ranked.tsv" "$WORK/leads.tsv"

record end "$BATCH"

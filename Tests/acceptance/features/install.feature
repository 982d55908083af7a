Feature: What is installed works where it is
  Pages, examples, rules and routes stand in the same folders as in the repository.

  Scenario: The rules link to the installed runbooks, or to where they are published
    When I run in a shell
      """
      set -e
      install() { make --no-print-directory -s -C "$REPOSITORY" "$@" DESTDIR="$PWD/root"; }
      installed=root/usr/local/share/doc/batchwatch
      rules=$installed/alertmanager/prometheus/batchwatch.rules.yml
      grafana=$installed/grafana/provisioning/alerting/batchwatch-rules.yml
      install install
      grep -c file:///usr/local/share/doc/batchwatch/docs/runbooks/BatchFailed.md $rules
      install install RUNBOOKS=https://wiki.example.com/runbooks
      grep -hc https://wiki.example.com/runbooks/BatchFailed.md $rules $grafana
      grep -hc file:/ $rules $grafana || true
      """
    Then it succeeds
    And it prints
      """
      1
      1
      1
      0
      0
      """
    And promtool and amtool find no fault in what is installed
    When I run in a shell
      """
      make --no-print-directory -s -C "$REPOSITORY" uninstall DESTDIR="$PWD/root"
      find root -type f
      """
    Then it succeeds
    And it prints nothing

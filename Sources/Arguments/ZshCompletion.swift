/// The completion script for zsh, to be autoloaded from `fpath` as `_batchwatch` or sourced.
func zshCompletion() -> String {
  """
  #compdef batchwatch
  # Completion of batchwatch for zsh, printed by: batchwatch completion zsh

  # Offers the lines that `batchwatch completion` prints; $1 says what they are.
  _batchwatch_ask() {
    local description=$1 config=${opt_args[--config]:-$batchwatch_config}
    shift
    local -a names
    names=(${(f)"$(_call_program names batchwatch completion ${(q)@} ${config:+--config=${(q)config}} 2>/dev/null)"})
    _wanted names expl $description compadd -a names
  }

  _batchwatch_batches() { _batchwatch_ask batch --batches }

  _batchwatch_stages() { [[ -n $line[1] ]] && _batchwatch_ask stage --stages=$line[1] }

  _batchwatch_verbs() {
    local -a verbs
    verbs=(
  \(zshVerbs())    )
    _describe -t verbs verb verbs
  }

  # Completes the words from `--` on as if they stood alone.
  _batchwatch_command() {
    local -i start=$words[(i)--]
    (( start < CURRENT )) || return 1
    shift $start words
    (( CURRENT -= start ))
    _normal
    return 0
  }

  _batchwatch() {
    local curcontext=$curcontext batchwatch_config expl state
    local -a line
    local -A opt_args

    _arguments -C \\
      '--config=[\(zshText(Option.config.menuText(for: .help)))]:FILE:_files' \\
      '(- *)'{-h,--help}'[\(zshText(Option.help.menuText(for: .help)))]' \\
      '(- *)'{-V,--version}'[\(zshText(Verb.version.manual.summary))]' \\
      '1:VERB:_batchwatch_verbs' \\
      '*:: :->verb' && return

    [[ $state == verb ]] || return 1
    batchwatch_config=$opt_args[--config]
    local verb=$line[1]
    curcontext=${curcontext%:*:*}:batchwatch-$verb:
    case $verb in
  \(zshCases())    *) return 1 ;;
    esac
  }

  if [[ $funcstack[1] == _batchwatch ]]; then
    _batchwatch "$@"
  elif (( $+functions[compdef] )); then
    compdef _batchwatch batchwatch
  fi

  """
}

private func zshVerbs() -> String {
  Verb.listed.map { "    '\($0.rawValue):\(quoteSafe($0.manual.summary))'\n" }.joined()
}

private func zshCases() -> String {
  var text = ""
  for verb in Verb.listed {
    let syntax = verb.syntax
    var specifications = syntax.options.flatMap { zshOptions($0, verb) }
    specifications.append("'--config=[\(zshText(Option.config.menuText(for: verb)))]:FILE:_files'")
    specifications.append("'(- *)'{-h,--help}'[\(zshText(Option.help.menuText(for: verb)))]'")
    for (position, operand) in syntax.operands.enumerated() {
      let place = operand.count == .any ? "*" : String(position + 1)
      specifications.append("'\(place):\(operand.kind.placeholder):\(zshAction(operand.kind))'")
    }
    text += "    \(verb.rawValue))\n"
    if syntax.takesCommand { text += "      _batchwatch_command && return\n" }
    text += "      _arguments -S \\\n"
    text += specifications.map { "        " + $0 }.joined(separator: " \\\n") + "\n      ;;\n"
  }
  return text
}

/// The specifications of one group, in which each option excludes those of the other alternatives.
private func zshOptions(_ group: [Alternative], _ verb: Verb) -> [String] {
  group.indices.flatMap { index in
    let others = group.indices.filter { $0 != index }.flatMap { group[$0].options }
    let excluded = others.filter { !$0.isHidden }.map(\.spelling)
    let exclusion = excluded.isEmpty ? "" : "(\(excluded.joined(separator: " ")))"
    return group[index].options.filter { !$0.isHidden }.map { option in
      let value = option.value.map { ":\($0.placeholder):\(zshAction($0))" } ?? ""
      let text = zshText(option.menuText(for: verb))
      return "'\(exclusion)\(option.spelling)\(option.value == nil ? "" : "=")[\(text)]\(value)'"
    }
  }
}

private func zshAction(_ kind: ValueKind) -> String {
  switch kind {
  case .batch: "_batchwatch_batches"
  case .stage: "_batchwatch_stages"
  case .directory: "_files -/"
  case .file: "_files"
  case .verb: "_batchwatch_verbs"
  default: kind.menu.map { "(\($0.joined(separator: " ")))" } ?? " "
  }
}

/// `text` for the brackets of a specification, within single quotes.
private func zshText(_ text: String) -> String {
  var result = ""
  for character in quoteSafe(text) {
    if character == "[" || character == "]" { result += "\\" }
    result.append(character)
  }
  return result
}

private func quoteSafe(_ text: String) -> String {
  text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
}

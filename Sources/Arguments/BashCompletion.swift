/// The completion script for bash, with or without the package bash-completion.
func bashCompletion() -> String {
  """
  # Completion of batchwatch for bash, printed by: batchwatch completion bash
  # shellcheck shell=bash

  # Offers those of its arguments that begin as the current word does.
  _batchwatch_offer() {
    local candidate
    for candidate in "$@"; do
      [[ $candidate != "$current"* ]] || COMPREPLY+=("$prefix$candidate")
    done
  }

  # Offers the lines that `batchwatch completion` prints.
  _batchwatch_ask() {
    local names
    [[ -z $config ]] || set -- "$@" --config "$config"
    mapfile -t names < <(command batchwatch completion "$@" 2>/dev/null)
    _batchwatch_offer "${names[@]}"
  }

  _batchwatch_stages() {
    [[ -z ${operands[0]-} ]] || _batchwatch_ask "--stages=${operands[0]}"
  }

  _batchwatch_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  }

  _batchwatch_directories() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
  }

  # Completes the command that begins at word $1.
  _batchwatch_command() {
    if declare -F _command_offset >/dev/null; then
      _command_offset "$1"
    elif ((COMP_CWORD == $1)); then
      mapfile -t COMPREPLY < <(compgen -c -- "$current")
    else
      _batchwatch_files
    fi
  }

  _batchwatch() {
    local current=${COMP_WORDS[COMP_CWORD]} prefix='' word verb='' option='' config='' ended='' index
    local isJoined=''
    local -a operands=() options=()
    COMPREPLY=()

    for ((index = 1; index < COMP_CWORD; index++)); do
      word=${COMP_WORDS[index]}
      if [[ -n $option ]]; then
        # bash makes three words of --option=value,
        [[ $word != = ]] || continue
        [[ $option != --config ]] || config=$word
        option=''
      elif [[ -n $isJoined ]]; then
        isJoined=''
      elif [[ $word == [:=]* ]]; then
        # and more of a value with a time of day.
        isJoined=1
      elif [[ -z $ended && $word == -- ]]; then
        if [[ $verb == run ]]; then
          _batchwatch_command $((index + 1))
          return
        fi
        ended=1
      elif [[ -z $ended && $word == -* ]]; then
        case $word in
          \(Option.withValue.joined(separator: " | "))) option=$word ;;
          --config=*) config=${word#*=} ;;
        esac
      elif [[ -z $verb ]]; then
        verb=$word
      else
        operands+=("$word")
      fi
    done

    [[ -z $isJoined ]] || return
    if [[ -n $option && $current == = ]]; then
      current=''
    elif [[ -z $option && -z $ended && $current == --*=* ]]; then
      option=${current%%=*}
      prefix=$option=
      current=${current#*=}
    fi

    if [[ -n $option ]]; then
      case $option in
        --batch) _batchwatch_ask --batches ;;
        --config) _batchwatch_files ;;
        --keep-log) _batchwatch_directories ;;
        --stage) _batchwatch_stages ;;
      esac
      return
    fi

    if [[ -z $ended && $current == -* ]]; then
      case $verb in
  \(bashOptions())    esac
      _batchwatch_offer "${options[@]}"
      return
    fi

    case $verb:${#operands[@]} in
      :*) _batchwatch_offer \(Verb.listed.map(\.rawValue).joined(separator: " ")) ;;
  \(bashOperands())  esac
  }

  complete -F _batchwatch batchwatch

  """
}

private func bashOptions() -> String {
  let common = VerbSyntax.commonOptions.map(\.spelling).joined(separator: " ")
  var text = "      '') options=(\(common) --version) ;;\n"
  for verb in Verb.listed {
    let options = verb.syntax.listedOptions.map(\.spelling).joined(separator: " ")
    text += "      \(verb.rawValue)) options=(\(options)) ;;\n"
  }
  return text
}

private func bashOperands() -> String {
  var text = ""
  for verb in Verb.listed {
    for (position, operand) in verb.syntax.operands.enumerated() {
      let action: String
      switch operand.kind {
      case .batch: action = "_batchwatch_ask --batches"
      case .stage: action = "_batchwatch_stages"
      default:
        guard let words = operand.kind.menu else { continue }
        action = "_batchwatch_offer " + words.joined(separator: " ")
      }
      text += "    \(verb.rawValue):\(operand.count == .any ? "*" : String(position))) \(action) ;;\n"
    }
  }
  return text
}

/// The completion script for fish.
func fishCompletion() -> String {
  """
  # Completion of batchwatch for fish, printed by: batchwatch completion fish

  # Prints the verb and the operands before the cursor. After `run … --` it prints `--` and the words of the command.
  function __batchwatch_words
      set -l tokens (commandline -opc)
      set -l isValue 0
      set -l isEnded 0
      set -l verb
      for token in $tokens[2..-1]
          if test $isValue -eq 1
              set isValue 0
              continue
          end
          if test $isEnded -eq 0
              switch $token
                  case --
                      set isEnded 1
                      test "$verb" = run; and printf '%s\\n' --
                      continue
                  case \(Option.withValue.joined(separator: " "))
                      set isValue 1
                      continue
                  case '-?*'
                      continue
              end
          end
          set -q verb[1]; or set verb $token
          printf '%s\\n' $token
      end
  end

  # Whether the next word can be the verb.
  function __batchwatch_needs_verb
      not count (__batchwatch_words) >/dev/null
  end

  # Whether the verb is $argv[1] and, if there is a second argument, so many operands follow it.
  function __batchwatch_at
      set -l words (__batchwatch_words)
      contains -- -- $words; and return 1
      test "$words[1]" = $argv[1]; or return 1
      test (count $argv) -eq 1; or test (count $words) -eq (math $argv[2] + 1)
  end

  function __batchwatch_in_command
      contains -- -- (__batchwatch_words)
  end

  # Completes the command after `--` as if it stood alone.
  function __batchwatch_command
      set -l words (__batchwatch_words)
      set -l start (contains -i -- -- $words)
      set -e words[1..$start]
      complete -C (string join ' ' -- $words (commandline -ct))
  end

  # Prints what `batchwatch completion` does, with the configuration that the command line names.
  function __batchwatch_ask
      set -l tokens (commandline -opc)
      set -l config (string replace -f -r -- '^--config=' '' $tokens)
      if set -l place (contains -i -- --config $tokens)
          set config $tokens[(math $place + 1)]
      end
      if test -n "$config"
          set -a argv --config=$config
      end
      command batchwatch completion $argv 2>/dev/null
  end

  function __batchwatch_stages
      set -l words (__batchwatch_words)
      set -q words[2]; and __batchwatch_ask --stages=$words[2]
  end

  complete -c batchwatch -f
  complete -c batchwatch -l config -r -F -d '\(fishText(Option.config.menuText(for: .help)))'
  complete -c batchwatch -s h -l help -d '\(fishText(Option.help.menuText(for: .help)))'
  complete -c batchwatch -n __batchwatch_needs_verb -s V -l version -d '\(fishText(Verb.version.manual.summary))'
  complete -c batchwatch -n __batchwatch_in_command -x -a '(__batchwatch_command)'
  \(fishVerbs())
  """
}

private func fishVerbs() -> String {
  var text = ""
  for verb in Verb.listed {
    text += "\ncomplete -c batchwatch -n __batchwatch_needs_verb -a \(verb.rawValue)"
    text += " -d '\(fishText(verb.manual.summary))'\n"
    let syntax = verb.syntax
    for option in syntax.listedOptions where !VerbSyntax.commonOptions.contains(option) {
      text += "complete -c batchwatch -n '__batchwatch_at \(verb.rawValue)' -l \(option.rawValue)"
      if let kind = option.value { text += " -x" + (fishArguments(kind).map { " -a '\($0)'" } ?? "") }
      text += " -d '\(fishText(option.menuText(for: verb)))'\n"
    }
    for (position, operand) in syntax.operands.enumerated() {
      guard let arguments = fishArguments(operand.kind) else { continue }
      let place = operand.count == .any ? verb.rawValue : "\(verb.rawValue) \(position)"
      text += "complete -c batchwatch -n '__batchwatch_at \(place)' -a '\(arguments)'\n"
    }
  }
  return text
}

private func fishArguments(_ kind: ValueKind) -> String? {
  switch kind {
  case .batch: "(__batchwatch_ask --batches)"
  case .directory: "(__fish_complete_directories)"
  case .stage: "(__batchwatch_stages)"
  default: kind.menu?.joined(separator: " ")
  }
}

/// `text` for single quotes.
private func fishText(_ text: String) -> String {
  var result = ""
  for character in text {
    if character == "'" || character == "\\" { result += "\\" }
    result.append(character)
  }
  return result
}

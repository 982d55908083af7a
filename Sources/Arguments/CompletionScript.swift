/// A script that makes `shell` complete batchwatch's command lines.
///
/// The names of batches and stages come from `batchwatch completion --batches` and `--stages BATCH`, one per line. The
/// scripts offer them as they are: nothing that is read there is ever evaluated.
package func completionScript(_ shell: Shell) -> String {
  switch shell {
  case .bash: bashCompletion()
  case .zsh: zshCompletion()
  case .fish: fishCompletion()
  }
}

extension Option {
  /// What a completion menu says of the option: its meaning without units and defaults.
  func menuText(for verb: Verb) -> String {
    let text = meaning(for: verb).filter { $0 != "`" }
    return text.split(separator: "; ").first.map(String.init) ?? text
  }

  /// The listed options that take a value, as they are written.
  static var withValue: [String] { allCases.filter { $0.value != nil && !$0.isHidden }.map(\.spelling) }
}

extension ValueKind {
  /// The words that completions offer for a value of this kind, where they are known beforehand.
  var menu: [String]? { self == .verb ? Verb.listed.map(\.rawValue) : choices }
}

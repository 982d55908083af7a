/// A command line that doesn't keep to the table.
package struct UsageError: Error, Equatable, Sendable {
  /// What is wrong, on one line whatever the user wrote.
  package let problem: String
  /// The verb whose help explains it, or nil for the overview.
  package let verb: Verb?
  /// Nothing at all was written: the overview says more than an error.
  package let isEmptyCommandLine: Bool

  /// The exit status for wrong usage.
  package static let exitStatus = ExitStatus.wrongUsage.rawValue

  init(_ problem: String, verb: Verb? = nil, isEmptyCommandLine: Bool = false) {
    self.problem = problem
    self.verb = verb
    self.isEmptyCommandLine = isEmptyCommandLine
  }

  /// What is wrong and where help is, on one line without its newline.
  package var message: String {
    let subject = verb.map { $0.rawValue + ": " } ?? ""
    let help = verb.map { "batchwatch help " + $0.rawValue } ?? "batchwatch help"
    // A question mark already ends the sentence.
    let separator = problem.utf8.last == UInt8(ascii: "?") ? " " : "; "
    return subject + problem + separator + "see '" + help + "'"
  }
}

/// A part of a pass that works with what others wrote: where a pass dies or hangs, it did so in one of these.
enum Step: Hashable {
  case ledger
  case export
  /// One batch, by its name.
  case batch(String)
  case judgement
  case questions
  case answers
  /// What one server answered, by the URL that was asked.
  case answer(String)
  case decision
  /// A mail about a batch, or about an alert of none.
  case mail(String)
  case posts
  case outbox

  private static let plain: [String: Step] = [
    "ledger": .ledger, "export": .export, "judgement": .judgement, "questions": .questions, "answers": .answers,
    "decision": .decision, "posts": .posts, "outbox": .outbox,
  ]

  /// What the step does, and what a pass without it does instead.
  private var words: (does: String, without: String) {
    switch self {
    case .ledger: ("reads its ledger", "it begins with a new one, and people may hear of an alert once more")
    case .export: ("exports the batches", "their files for node_exporter stay as they are")
    case .batch(let name): ("works on batch \(name)", "that batch is not watched")
    case .judgement: ("looks for what is wrong with the batches", "no batch is watched")
    case .questions: ("asks the servers of alert_path", "they are not asked, and alerts are mailed")
    case .answers: ("reads the answers of the servers", "they are not read, and alerts are mailed")
    case .answer(let url): ("reads the answer of \(url)", "it goes on without that answer")
    case .decision: ("decides whom to tell", "it begins with a new ledger, and people may hear of an alert once more")
    case .mail(let subject): ("writes a mail about \(subject)", "that mail says only what is wrong")
    case .posts: ("posts alerts to Alertmanager", "nothing is posted")
    case .outbox: ("sends mails", "no mail is sent")
    }
  }

  var does: String { words.does }
  var without: String { words.without }

  /// The step as it is noted: one word, or one and a name.
  var note: String {
    switch self {
    case .batch(let name): "batch \(name)"
    case .answer(let url): "answer \(url)"
    case .mail(let subject): "mail \(subject)"
    default: Self.plain.first { $0.value == self }?.key ?? ""
    }
  }

  /// - Returns: nil for what no release notes.
  init?(note: Substring) {
    let words = note.split(separator: " ", maxSplits: 1)
    if let step = Self.plain[String(note)] {
      self = step
    } else if words.count == 2, let make = Self.named[String(words[0])] {
      self = make(String(words[1]))
    } else {
      return nil
    }
  }

  private static let named: [String: @Sendable (String) -> Step] = [
    "batch": { .batch($0) }, "answer": { .answer($0) }, "mail": { .mail($0) },
  ]
}

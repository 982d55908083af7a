internal import Batches

/// How long the parts of a pass may take, in milliseconds: together less than the time to the next one.
struct Budget {
  let questions: Int
  let patterns: Int
  let silences: Int
  let posts: Int
  let mails: Int

  init(interval: TimeSpan) {
    let whole = Int(interval.milliseconds)
    questions = min(10_000, whole / 4)
    patterns = min(1000, whole / 12)
    silences = min(5000, whole / 12)
    posts = min(5000, whole / 12)
    // Greeting, encryption, login and data of one relay may take seconds; several share this.
    mails = min(30_000, whole / 3)
  }
}

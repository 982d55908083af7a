internal import Commands
internal import Platform
internal import Presentation
internal import Tracker

/// Draws a line again and again at the bottom of the terminal that standard error is.
struct ProgressBar {
  private var line: ProgressLine
  private var isDrawn = false

  /// - Returns: nil where nothing is to be drawn: there is no terminal, it can't draw over a line, or the data itself goes to
  ///   one, among which the bar would be lost.
  init?(_ stage: String, _ unit: ProgressMeter.Unit) {
    guard StandardStream.error.isTerminal, !StandardStream.output.isTerminal,
      environmentVariable("TERM") != "dumb"
    else { return nil }
    line = ProgressLine(stage: stage, unit: unit, at: monotonicMilliseconds())
  }

  /// Draws, unless this process is in the background now.
  /// - Parameters:
  ///   - messages: what is to be said above; lines.
  ///   - isLast: whether the line stays.
  mutating func draw(_ update: StageUpdate, below messages: String = "", isLast: Bool = false) {
    guard StandardStream.error.isForeground else {
      try? StandardStream.error.write(messages)
      isDrawn = false
      return
    }
    // Asked each time, for windows change. A line as wide as the terminal would end in the next one.
    var style = OutputStyle(of: .error)
    style.width = max(1, style.width - 1)
    let text = line.text(update, isLast: isLast, at: monotonicMilliseconds(), style)
    let clear = "\r\u{1B}[K"
    try? StandardStream.error.write(
      (isDrawn && !messages.isEmpty ? clear : "") + messages + (messages.isEmpty ? "\r" : "") + text + "\u{1B}[K"
        + (isLast ? "\n" : ""))
    isDrawn = true
  }
}

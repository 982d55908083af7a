import Batches
import Testing

@testable import MonitorCommands

@Suite struct BudgetTests {
  @Test("All that a pass waits for takes less than the time to the next one", arguments: [1, 10, 60, 300, 3600])
  func fits(seconds: Int64) {
    let budget = Budget(interval: TimeSpan(seconds: seconds))
    let parts = [budget.questions, budget.patterns, budget.silences, budget.silences, budget.posts, budget.mails]
    #expect(parts.reduce(0, +) < seconds * 1000 && parts.allSatisfy { $0 > 0 })
  }
}

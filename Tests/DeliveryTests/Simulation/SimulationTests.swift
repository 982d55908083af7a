import Foundation
import Testing

@Suite("The decisions over random nights")
struct SimulationTests {
  @Test("tell people once what is so, whatever breaks", arguments: seeds)
  func night(seed: UInt64) {
    let night = Night(seed: seed)
    let world = World.play(night)
    if ProcessInfo.processInfo.environment["SHOW"] != nil { print(night.story); print(world.log.joined(separator: "\n")) }
    if !world.judgement.mistakes.isEmpty {
      let text = """
        \(night.story)
        \(world.judgement.mistakes.map(\.text).joined(separator: "\n"))
        \(world.log.joined(separator: "\n"))
        """
      Issue.record("\(text)")
    }
  }
}

/// Those of every run, or `BATCHWATCH_SEEDS=FROM-TO`.
private let seeds: [UInt64] = {
  let wanted = ProcessInfo.processInfo.environment["BATCHWATCH_SEEDS"] ?? "1-40"
  let parts = wanted.split(separator: "-").compactMap { UInt64($0) }
  guard let first = parts.first, let last = parts.last, first <= last else { return [] }
  return Array(first...last)
}()

import Foundation
import Testing

@Suite("The decisions over random nights")
struct SimulationTests {
  @Test("tell people once what is so, whatever breaks", arguments: seeds)
  func night(seed: UInt64) {
    let world = World.play(Night(seed: seed))
    for mistake in world.judgement.mistakes where mistake.excuse != nil && isTold {
      print("known \(mistake.kind.rawValue) \(mistake.excuse ?? "")")
    }
    guard let mistake = world.judgement.mistakes.first(where: { $0.excuse == nil }) else { return }
    let least = World.play(shrunk(world.night, mistake.kind))
    Issue.record("\(least.report)")
  }

  /// The least of a night that leads to the same mistake.
  private func shrunk(_ night: Night, _ kind: Judgement.Mistake.Kind) -> Night {
    func isWrong(_ night: Night) -> Bool {
      World.play(night).judgement.mistakes.contains { $0.kind == kind && $0.excuse == nil }
    }
    var least = night
    for index in night.faults.indices.reversed() {
      var less = least
      less.faults.remove(at: index)
      if isWrong(less) { least = less }
    }
    for index in night.episodes.indices.reversed() {
      var less = least
      less.episodes.remove(at: index)
      if isWrong(less) { least = less }
    }
    return least
  }
}

private let environment = ProcessInfo.processInfo.environment

/// Nights that once went wrong, each for another reason.
private let remembered: [UInt64] = [
  98, 142, 206, 734, 1070, 1310, 1448, 20364, 20963, 21542, 21684, 22183, 101_330, 101_527, 201_000, 202_011, 203_451,
  400_364, 401_324, 500_417, 500_754,
]

/// Those of every run, or `BATCHWATCH_SEEDS=FROM-TO`.
private let seeds: [UInt64] = {
  guard let wanted = environment["BATCHWATCH_SEEDS"] else { return Array(1...15) + remembered }
  let parts = wanted.split(separator: "-").compactMap { UInt64($0) }
  guard parts.count == 2, let first = parts.first, let last = parts.last, first <= last else {
    preconditionFailure("BATCHWATCH_SEEDS is FROM-TO, as 1-5000, not \(wanted)")
  }
  return Array(first...last)
}()

/// Whether mistakes that can't be helped are told too.
private let isTold = environment["BATCHWATCH_SEEDS"] != nil

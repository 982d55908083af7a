import Platform
import Synchronization
import Testing

@testable import MonitorCommands

@Suite("A service logs")
struct RepeatFilterTests {
  private final class World: Sendable {
    let now = Mutex<Int64>(0)
    let lines = Mutex<[String]>([])
  }

  private let world = World()
  private let filter: RepeatFilter

  init() {
    let world = world
    let log = Log(now: { 0 }) { _, line in world.lines.withLock { $0.append(line) } }
    filter = RepeatFilter(log, clock: { world.now.withLock { $0 } })
  }

  private func pass(_ messages: String..., minutes: Int64 = 1) -> Int {
    world.lines.withLock { $0 = [] }
    for message in messages { filter.log.error(message) }
    filter.endPass()
    world.now.withLock { $0 += minutes * 60_000 }
    return world.lines.withLock { $0.count }
  }

  @Test("a trouble when it is new, and again each hour")
  func repeats() {
    #expect(pass("full") == 1)
    for _ in 1...59 { #expect(pass("full") == 0) }
    #expect(pass("full") == 1)
  }

  @Test("a trouble that was gone for a pass as a new one, and others meanwhile")
  func returns() {
    #expect(pass("full") == 1)
    #expect(pass("slow") == 1)
    #expect(pass("full", "slow") == 1)
  }

  @Test("on after the clock was set back")
  func clock() {
    #expect(pass("full") == 1)
    world.now.withLock { $0 = -86_400_000 }
    #expect(pass("full") == 1)
  }

  @Test("what was done each time")
  func information() {
    for _ in 1...3 {
      world.lines.withLock { $0 = [] }
      filter.log.info("mailed")
      #expect(world.lines.withLock { $0.count } == 1)
    }
  }
}

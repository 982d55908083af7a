import Batches
import Platform
import TestSupport
import Testing

@testable import Tracker

/// What somebody of the group puts beside the tracker, or into its spool, keeps no record away from it.
@Suite struct PlantTests {
  @Test(arguments: ["-journal", "-wal", "-shm", "-lock"], Plant.allCases)
  func isMovedAside(_ suffix: String, _ plant: Plant) throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.checkpoint()
    let path = fixture.store.path + suffix
    try removeFile(path)
    try plant.place(path)
    #expect(fixture.store.hasPlants == (suffix != "-lock"))
    #expect(try fixture.record(.leads(7)).totals.leads == 7)
    let names = try directoryEntries(fixture.directory.path) ?? []
    let aside = names.filter { $0.hasPrefix("tracker.db\(suffix).aside-") }
    // A lock file need not be one that can be read, and a journal that a link doesn't lead to is none.
    let isHarmless =
      suffix == "-lock" ? plant == .fifo : suffix == "-journal" && (plant == .danglingLink || plant == .linkToItself)
    #expect(aside.count == (isHarmless ? 0 : 1), "\(names)")
    #expect(fixture.log.has("what stood in the place of a file is moved aside") != isHarmless)
    #expect(isHarmless || !fixture.store.hasPlants)
  }

  @Test(arguments: Plant.allCases) func isPutAsideInTheSpool(_ plant: Plant) throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.store.spool.add(fixture.makeRecord(.leads(5)))
    try plant.place(fixture.store.spool.directory + "/000000000000.record")
    #expect(try fixture.record(.leads(2)).totals.leads == 7)
    #expect(fixture.store.spool.rejected.count == 1)
  }

  @Test(arguments: [Plant.fifo, .socket, .danglingLink, .linkToItself]) func makesRoomForTheSpool(_ plant: Plant) throws
  {
    let fixture = try Fixture()
    try plant.place(fixture.store.spool.directory)
    try fixture.store.spool.add(fixture.makeRecord(.start(process: nil), run: "night"))
    #expect(fixture.store.spool.count == 1)
  }

  @Test func aSpoolThatSomebodyHasFilledIsTakenInByParts() throws {
    let fixture = try Fixture()
    for done in 1...9 { try fixture.store.spool.add(fixture.makeRecord(.leads(Int64(done)))) }
    let part = try fixture.store.spool.entriesToTakeIn(atMost: 4)
    #expect(part.oldest == (1...4).map { "00000000000\($0).record" })
    #expect(!part.areAll)
    #expect(try fixture.store.spool.entriesToTakeIn(atMost: 9).areAll)
    #expect(try fixture.store.spool.entriesToTakeIn(atMost: 8).areAll == false)
  }

  /// A file that somebody has made huge, without a disk to hold it, is not copied.
  @Test func aHugeDamagedTrackerIsMovedAsideWhole() throws {
    let fixture = try Fixture()
    try fixture.record(.start(process: nil), run: "night")
    try fixture.checkpoint()
    let file = try File(fixture.store.path, .readWrite)
    try file.write([UInt8](repeating: 0xFF, count: 4096), at: 0)
    try file.write([1], at: 1 << 40)
    #expect(try fixture.record(.start(process: nil), run: "second").openRuns == 1)
    #expect(fixture.store.damagedTrackers().count == 1)
  }
}

import CSQLite
import Platform
import TestSupport
import Testing

@testable import SQLite

/// What stands under the names that SQLite opens beside a database neither keeps it waiting nor is taken for a file.
@Suite struct OpeningTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func make(_ path: String) throws {
    let database = try Database(path, .create)
    database.keepLogOnClose()
    try database.execute("PRAGMA journal_mode = WAL; CREATE TABLE t(x); INSERT INTO t VALUES(1)")
    database.checkpoint()
  }

  @Test(arguments: ["", "-journal", "-wal", "-shm"], [Plant.fifo, .socket, .danglingLink, .linkToItself, .directory])
  func aPlantEndsInAnError(_ suffix: String, _ plant: Plant) throws {
    let path = directory("tracker.db")
    try make(path)
    try removeFile(path + suffix)
    try plant.place(path + suffix)
    // SQLite looks where such a link leads, and finds no journal there.
    if suffix == "-journal" && (plant == .danglingLink || plant == .linkToItself) {
      return #expect(try Database(path, .readWrite).integer("SELECT count(*) FROM t") == 1)
    }
    for access in [Database.Access.readWrite, .readOnly] {
      let error = #expect(throws: DatabaseError.self) {
        let database = try Database(path, access)
        _ = try database.integer("SELECT count(*) FROM t")
        try database.execute("INSERT INTO t VALUES(2)")
      }
      #expect(error?.kind == .unavailable, "\(suffix) \(plant) \(access): \(String(describing: error))")
    }
  }

  /// The devices that SQLite names itself, directories that it flushes, and files are opened as ever.
  @Test(arguments: [
    ("/dev/null", true), ("/dev/urandom", true), ("/tmp", true), ("/dev/zero", false), ("/dev/tty", false),
  ])
  func opensNothingElse(_ path: String, _ isOpened: Bool) throws {
    let descriptor = batchwatch_open_file_or_directory(path, 0, 0)
    #expect((descriptor >= 0) == isOpened)
    if descriptor >= 0 { closeDescriptor(descriptor) }
  }

  /// A journal of several databases names another file, which SQLite would delete after it has gone back by the journal.
  @Test func noJournalNamesAFileToDelete() throws {
    let path = directory("ledger.db")
    let precious = directory("precious")
    try Database(path, .create).execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)")
    try createEmptyFile(precious, permissions: 0o600)
    try File(precious, .readWrite).write(Array("not a journal".utf8))
    try File(path + "-journal", .createNew(0o600)).write(journal(naming: precious, of: path))
    for _ in 0..<2 { _ = try? Database(path, .readWrite).integer("SELECT count(*) FROM t") }
    #expect(!isMissing(precious))
    #expect(isMissing(path + "-journal"), "it was gone back by")
    #expect(try Database(path, .readWrite).integer("SELECT count(*) FROM t") == 1)
  }

  /// A rollback journal without any page, as https://www.sqlite.org/fileformat.html has it, that ends with another file's
  /// name.
  private func journal(naming name: String, of path: String) throws -> [UInt8] {
    func word(_ number: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
    }
    let magic: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
    let pages = UInt32(try #require(try fileInformation(path)).size / 4096)
    var bytes = magic + word(0) + word(1) + word(pages) + word(512) + word(4096)
    bytes += [UInt8](repeating: 0, count: 512 - bytes.count)
    let text = Array(name.utf8)
    // The page that no database has says that a name follows.
    bytes += word(0x4000_0000 / 4096 + 1) + text + word(UInt32(text.count))
    return bytes + word(text.reduce(0) { $0 + UInt32($1) }) + magic
  }
}

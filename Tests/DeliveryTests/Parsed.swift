import Foundation

@testable import Batches
@testable import Delivery

/// A mail as Python's `email` reads it: an implementation that knows nothing of ours.
struct Parsed: Decodable {
  /// What its parser found wrong, in the mail, its parts and its header fields.
  var defects: [String]
  /// Name and decoded value of each field, in order.
  var fields: [[String]]
  var parts: [Part]

  struct Part: Decodable {
    var type: String
    var encoding: String
    var text: String
  }

  func field(_ name: String) -> String? {
    let found = fields.filter { $0[0] == name }
    return found.count == 1 ? found[0][1] : nil
  }

  var text: String { parts.first { $0.type == "text/plain" }?.text ?? "" }
  var html: String { parts.first { $0.type == "text/html" }?.text ?? "" }

  init(_ mail: [UInt8]) throws { self = try Parsed.read([mail])[0] }

  /// All of them in one go, since Python takes its time to begin.
  static func read(_ mails: [[UInt8]]) throws -> [Parsed] {
    // Through files: reading a pipe stops at a signal, such as the end of another test's process.
    let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = mails.indices.map { folder.appending(path: "\($0).eml") }
    for (mail, name) in zip(mails, names) { try Data(mail).write(to: name) }
    let output = folder.appending(path: "said.json")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-I", "-c", script] + names.map { $0.path() }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    return try JSONDecoder().decode([Parsed].self, from: Data(contentsOf: output))
  }
}

private let script = """
  import email, email.policy, json, sys

  def read(name):
    with open(name, "rb") as file:
      mail = email.message_from_binary_file(file, policy=email.policy.default)
    found = [mail] + list(mail.iter_parts())
    defects = [repr(d) for m in found for d in m.defects]
    defects += [f"{n}: {d!r}" for m in found for n, v in m.items() for d in v.defects]
    if mail.preamble or (mail.epilogue or "").strip():
      defects.append("there is text around the parts")
    return {
      "defects": defects,
      "fields": [[n, str(v)] for n, v in mail.items()],
      "parts": [{
        "type": p.get_content_type(), "encoding": p["Content-Transfer-Encoding"],
        "text": p.get_content().replace("\\r\\n", "\\n"),
      } for p in mail.iter_parts()],
    }

  print(json.dumps([read(name) for name in sys.argv[1:]]))
  """

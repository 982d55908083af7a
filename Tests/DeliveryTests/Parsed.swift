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

  init(_ mail: [UInt8]) throws {
    let script = """
      import email, email.policy, json, sys
      mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
      found = [mail] + list(mail.iter_parts())
      defects = [repr(d) for m in found for d in m.defects]
      defects += [f"{n}: {d!r}" for m in found for n, v in m.items() for d in v.defects]
      if mail.preamble or (mail.epilogue or "").strip(): defects.append("there is text around the parts")
      print(json.dumps({"defects": defects, "fields": [[n, str(v)] for n, v in mail.items()], "parts": [
        {"type": p.get_content_type(), "encoding": p["Content-Transfer-Encoding"], "text": p.get_content()}
        for p in mail.iter_parts()]}))
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-I", "-c", script]
    let file = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString).eml")
    try Data(mail).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    self = try JSONDecoder().decode(Parsed.self, from: said)
  }
}

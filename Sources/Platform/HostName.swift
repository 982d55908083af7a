internal import Glibc

/// The host's name as the kernel has it (gethostname(2)), for EHLO, message ids and texts: with its domain where it is
/// set so; none is looked up, since the network may be what is broken.
/// - Returns: letters, digits, dots, hyphens and underscores; `localhost` where there is no such name.
package func hostName() -> String {
  var name = [CChar](repeating: 0, count: 256)
  guard gethostname(&name, name.count - 1) == 0 else { return hostName(of: []) }
  return hostName(of: name.map { UInt8(bitPattern: $0) }.prefix { $0 != 0 })
}

/// The kernel takes any bytes.
func hostName(of bytes: ArraySlice<UInt8>) -> String {
  let kept = bytes.filter { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
  return kept.isEmpty ? "localhost" : String(decoding: kept, as: UTF8.self)
}

/// Whether a batch's `.prom` file tells of a run that has ended.
func tellsOfRuns(_ file: [UInt8]) -> Bool {
  let name = Array("batch_runs_total{".utf8)
  return file.split(separator: UInt8(ascii: "\n")).contains { line in
    guard line.starts(with: name), let blank = line.lastIndex(of: UInt8(ascii: " ")) else { return false }
    return (Double(String(decoding: line[(blank + 1)...], as: UTF8.self)) ?? 0) > 0
  }
}

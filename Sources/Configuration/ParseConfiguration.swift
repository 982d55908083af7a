/// Reads a whole configuration file and checks everything that can be known without its servers and files.
///
/// A file without settings is the configuration of a host without a file. Nothing is half-applied: either the whole
/// file is right, or the error holds every mistake in it (the first 1,000).
/// - Parameters:
///   - bytes: the file's text, YAML in UTF-8, at most 16 MB.
///   - zoneExists: whether the host knows a time zone; asked with names of letters, digits and `_+-/` only.
package func parseConfiguration(
  _ bytes: [UInt8], zoneExists: (String) -> Bool
) throws(ConfigurationError) -> Configuration {
  var findings = Findings()
  var configuration = Configuration()
  do throws(Mistake) {
    if let root = try readYAML(bytes, findings: &findings), !root.isNull {
      topLevelTable.read(root, into: &configuration, &findings)
      checkZones(&findings, zoneExists: zoneExists)
    }
  } catch {
    findings.add(Position(line: Int32(clamping: error.line), column: Int32(clamping: error.column)), error.message)
  }
  if let error = findings.error() { throw error }
  return configuration
}

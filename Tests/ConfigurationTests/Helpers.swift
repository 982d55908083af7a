import Configuration

/// The zones that the tests' host knows.
func knowsZone(_ name: String) -> Bool {
  ["UTC", "America/New_York", "Europe/Berlin", "Europe/Paris"].contains(name)
}

func parse(_ text: String) throws(ConfigurationError) -> Configuration {
  try parseConfiguration(Array(text.utf8), zoneExists: knowsZone)
}

/// The lines that a user gets for a file with this text; none if it is right.
func mistakes(_ text: String) -> [String] { mistakes(in: Array(text.utf8)) }

func mistakes(in bytes: [UInt8]) -> [String] {
  do throws(ConfigurationError) {
    _ = try parseConfiguration(bytes, zoneExists: knowsZone)
    return []
  } catch {
    return error.lines(file: "config.yml")
  }
}

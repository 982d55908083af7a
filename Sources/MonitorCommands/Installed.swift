internal import Alerts
internal import Platform

/// The directory in which pages and examples were installed together with this program; nil where they were not.
private func installedDocuments() -> String? {
  guard let program = symbolicLinkTarget("/proc/self/exe") else { return nil }
  let directory = parentDirectory(of: parentDirectory(of: program)) + "/share/doc/batchwatch"
  return directoryExists(directory) ? directory : nil
}

/// The runbooks that were installed together with this program.
func installedRunbooks() -> String {
  guard let pages = installedDocuments().map({ $0 + "/docs/runbooks" }), directoryExists(pages) else {
    return Alert.runbookBase
  }
  return "file://" + pages
}

/// Where a page or an example is read on this host.
/// - Parameter file: its path in the repository, `docs/alert-path.md`.
func installed(_ file: String) -> String {
  installedDocuments().map { "\($0)/\(file)" } ?? "\(file), installed below share/doc/batchwatch"
}

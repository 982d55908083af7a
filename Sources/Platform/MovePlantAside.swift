internal import CPlatform
internal import Glibc

/// Moves aside what stands in the place of a file and is none: a link, a directory, a FIFO, a socket or a device. Who may
/// write to a directory can put such a thing there, by a slip or on purpose; it is neither followed nor deleted.
/// - Parameter place: what belongs there. A link that leads to a directory counts as one.
/// - Returns: where it lies now, `PATH.aside-TIME`; nil where that stands there, or nothing.
/// - Throws: `SystemError`.
package func movePlantAside(_ path: String, from place: PlantedPlace = .file) throws(SystemError) -> String? {
  guard try isPlant(path, in: place) else { return nil }
  let aside = path + ".aside-" + String(wallClockMilliseconds())
  guard batchwatch_rename_to_free_name(path, aside) == 0 else {
    if errno == ENOENT { return nil }
    throw SystemError("move aside", path)
  }
  // Somebody else did the same in between, and this was the new file.
  guard try isPlant(aside, in: place) else {
    _ = batchwatch_rename_to_free_name(aside, path)
    return nil
  }
  return aside
}

/// What belongs to a name.
package enum PlantedPlace: Sendable {
  case file
  /// A file that all who share the directory may read and write: one that another user has made, not root, and that we
  /// can't is none of ours. Only for what holds nothing that may get lost.
  case sharedFile
  case directory
  /// Nothing at all: our own never leave anything there.
  case nothing
}

private func isPlant(_ path: String, in place: PlantedPlace) throws(SystemError) -> Bool {
  guard let found = try linkInformation(path) else { return false }
  return switch place {
  case .file: !found.isRegular
  case .sharedFile:
    !found.isRegular || (found.owner != effectiveUserID() && found.owner != 0 && !mayReadAndWrite(path))
  case .directory: !found.isDirectory && !(found.isLink && directoryExists(path))
  case .nothing: true
  }
}

private func mayReadAndWrite(_ path: String) -> Bool { faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0 }

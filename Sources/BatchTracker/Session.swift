package import Batches
package import Configuration
package import Platform
package import Tracker

/// What one call knows: where things are, and what the configuration says of each batch.
///
/// A record must not cost more with 5,000 configured batches than with one. So only the settings before `batches:` are
/// read from the file, and a batch's definition comes from what the tracker kept of the same file when it was last
/// read whole; when the file has changed since, it is read again and kept.
package final class Session {
  package let log: Log
  package private(set) var settings: Settings
  /// What is wrong with the file, where work goes on with what was kept of its last good state.
  package private(set) var mistakes: SetupError?
  /// The configuration's file; nil where there is none.
  package let file: ConfigurationFile?
  private var content: Content
  private var zones = ZoneCache()

  private enum Content {
    /// There is no file.
    case unconfigured
    /// Read whole in this process.
    case parsed([String: BatchDefinition], Configuration)
    /// Not read yet; the tracker may know it.
    case unread
    /// The tracker keeps this very file.
    case kept

    var isOfTracker: Bool {
      switch self {
      case .unread, .kept: true
      case .unconfigured, .parsed: false
      }
    }
  }

  /// - Parameters:
  ///   - path: the file named on the command line, if any.
  ///   - isLenient: whether to go on with what can be known where the file can't be used; `mistakes` says why then.
  /// - Throws: `SetupError`.
  package init(configuration path: String?, log: Log, isLenient: Bool = false) throws {
    self.log = log
    do {
      file = try ConfigurationFile.find(path)
    } catch let error as SetupError where isLenient {
      file = nil
      mistakes = error
    }
    content = .unconfigured
    guard let file else {
      settings = try Settings(TopLevelSettings())
      return
    }
    let peek = file.peek()
    settings = try Settings(peek?.settings ?? TopLevelSettings())
    content = .unread
    // The tracker's place must be certain before one is opened, and a new one must not be made for a wrong file.
    let isCertain =
      peek.map { $0.settings.tracker != nil || !$0.mayContinue || environmentVariable("BATCHWATCH_TRACKER") != nil }
      ?? false
    let exists = !isMissing(settings.tracker)
    if isCertain && exists { return }
    if exists, keptTrackerIs(settings.tracker) { return }
    do {
      try parse(file)
    } catch let error as SetupError {
      guard try (exists && lastGoodContent(file)) || isLenient else { throw error }
      mistakes = error
    }
  }

  /// The tracker that the settings name.
  package var store: TrackerStore {
    TrackerStore(path: settings.tracker, spoolDirectory: settings.spool, log: log)
  }

  /// Reads the whole file now, for calls that show or check all of it.
  /// - Throws: `SetupError` with every mistake.
  package func readConfiguration() throws -> Configuration {
    if case .parsed(_, let configuration) = content { return configuration }
    guard let file else { return Configuration() }
    return try file.parse()
  }

  // MARK: Batches

  /// A batch as configured now; one that isn't configured has defaults.
  package func batch(_ name: String, in tracker: TrackerSnapshot? = nil) throws -> ConfiguredBatch {
    switch content {
    case .unconfigured: return try configured(BatchDefinition(name: name))
    case .parsed(let definitions, _): return try configured(definitions[name] ?? BatchDefinition(name: name))
    case .unread, .kept:
      guard let file, let tracker, let text = try tracker.cachedDefinition(of: name, in: file.key) else {
        return try configured(BatchDefinition(name: name))
      }
      return try configured(BatchDefinition(name: name, cached: text) ?? BatchDefinition(name: name))
    }
  }

  /// Every configured batch.
  package func allBatches(in tracker: TrackerSnapshot?) throws -> [ConfiguredBatch] {
    switch content {
    case .unconfigured: return []
    case .parsed(_, let configuration): return try configuration.batches.map(configured)
    case .unread, .kept:
      guard let file else { return [] }
      guard let tracker else {
        // There is no tracker that could keep it.
        try parse(file)
        return try allBatches(in: nil)
      }
      return try tracker.cachedDefinitions(of: file.key).compactMap { kept in
        try BatchDefinition(name: kept.name, cached: kept.definition).map(configured)
      }
    }
  }

  /// A definition with what it takes from the other settings.
  ///
  /// A zone that the host has no longer must not lose a record: the batch goes by UTC then, and the configuration counts
  /// as wrong.
  package func configured(_ definition: BatchDefinition) throws -> ConfiguredBatch {
    let name = definition.timezone ?? settings.timezone
    // Only clock times need the zone; a batch without them costs no reading of it.
    let zone = definition.schedule == nil && definition.deadline == nil ? TimeZoneRules.utc : rules(name)
    return ConfiguredBatch(definition: definition, timezone: name, zone: zone, currency: settings.currency)
  }

  /// The zone of a batch, for showing times.
  package func zone(_ name: String) -> TimeZoneRules { rules(name) }

  private func rules(_ name: String) -> TimeZoneRules {
    do {
      return try zones.rules(name)
    } catch {
      mistakes = mistakes ?? error as? SetupError ?? SetupError("\(error)")
      return .utc
    }
  }

  // MARK: What the tracker keeps

  /// Makes sure that the definitions are those of the file as it is now.
  /// - Throws: `SetupError` if the file has mistakes and nothing good was kept of it.
  package func prepare(_ tracker: TrackerSnapshot) throws {
    guard let file, content.isOfTracker else { return }
    let kept = try tracker.cachedSettings(of: file.key)
    // Asked again: for a tracker that was salvaged meanwhile, and keeps only what could be read of the other.
    if case .kept = content, let kept, mistakes != nil || kept.fingerprint == file.fingerprint { return }
    if let kept, kept.fingerprint == file.fingerprint, let known = TopLevelSettings(cached: kept.settings) {
      settings = try Settings(known)
      content = .kept
      return
    }
    do {
      try parse(file)
    } catch let error as SetupError {
      guard let kept, let known = TopLevelSettings(cached: kept.settings) else { throw error }
      settings = try Settings(known)
      content = .kept
      mistakes = error
    }
  }

  /// Whether the tracker keeps the file as it is now, or there is none to keep.
  package func isKept(in tracker: TrackerSnapshot) throws -> Bool {
    guard let file, mistakes == nil else { return true }
    if case .kept = content { return true }
    return try tracker.cachedSettings(of: file.key)?.fingerprint == file.fingerprint
  }

  /// Keeps what was read in this process for the calls to come.
  package func keep(in tracker: TrackerTransaction) throws {
    guard let file, mistakes == nil, case .parsed(_, let configuration) = content else { return }
    guard try tracker.snapshot.cachedSettings(of: file.key)?.fingerprint != file.fingerprint else { return }
    try tracker.cache(
      path: file.key, fingerprint: file.fingerprint, settings: configuration.settings.cached,
      definitions: configuration.batches.map { ($0.name, $0.cached) })
  }

  /// What a record needs of the configuration, once the tracker is open.
  package func recordingConfiguration(_ tracker: TrackerTransaction) throws -> RecordingConfiguration {
    try prepare(tracker.snapshot)
    // A tracker that can't be written fails at the record itself, with a better story to tell.
    try? keep(in: tracker)
    return RecordingConfiguration(retention: settings.retention) { [self] name in
      try batch(name, in: tracker.snapshot)
    }
  }

  private func parse(_ file: ConfigurationFile) throws {
    let configuration = try file.parse()
    settings = try Settings(configuration.settings)
    content = .parsed(
      Dictionary(configuration.batches.map { ($0.name, $0) }) { first, _ in first }, configuration)
  }

  /// Whether the tracker at `path` keeps this file, and the file names no other tracker.
  private func keptTrackerIs(_ path: String) -> Bool {
    guard let file, let kept = try? store.read({ try $0.cachedSettings(of: file.key) }) ?? nil else { return false }
    return kept.fingerprint == file.fingerprint && TopLevelSettings(cached: kept.settings)?.tracker == nil
  }

  private func lastGoodContent(_ file: ConfigurationFile) throws -> Bool {
    guard let kept = try? store.read({ try $0.cachedSettings(of: file.key) }) ?? nil,
      let known = TopLevelSettings(cached: kept.settings)
    else { return false }
    settings = try Settings(known)
    content = .kept
    return true
  }
}

internal import AlertPath
internal import Alerts
internal import BatchTracker
internal import Configuration
internal import Delivery
internal import Ledger
internal import Platform
internal import Transport

/// How people can be reached from this host, by its configuration.
struct Ways {
  /// The stack; nil where none is configured.
  var path: AlertPathSettings?
  var mail: MailSettings?
  /// Where runbooks are read.
  var runbooks = installedRunbooks()

  /// Reads the configuration. While it has mistakes, how people are reached stays what it last was, for they must hear of
  /// the mistakes too.
  /// - Throws: `SetupError` where it has mistakes and nothing good of it is kept.
  init(_ session: Session, _ ledger: Ledger) throws {
    guard let file = session.file else { return }
    let configuration = try Self.configuration(file, session, ledger)
    path = configuration.alertPath
    mail = configuration.mail
    runbooks = configuration.runbooks ?? runbooks
  }

  private static func configuration(
    _ file: ConfigurationFile, _ session: Session, _ ledger: Ledger
  ) throws -> Configuration {
    do {
      let configuration = try session.readConfiguration()
      try ledger.keepConfiguration(file.key, fingerprint: file.fingerprint) { try file.content() }
      return configuration
    } catch let error as SetupError {
      guard let kept = ledger.keptConfiguration(file.key) else { throw error }
      return try ConfigurationFile.parse(kept, path: file.path)
    }
  }
}

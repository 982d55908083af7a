/// What one command line of `run` says of the guards. What is nil is left as it is configured.
package struct GuardOptions: Equatable, Sendable {
  /// Zero: none.
  package var timeout: TimeSpan?
  package var killAfter: TimeSpan?
  package var noOverlap: Bool?
  package var wait: TimeSpan?
  package var retries: Int?
  package var retryDelay: TimeSpan?
  package var okStatuses: [Int32]?
  package var quiet: Bool?
  package var noOutput: Bool?
  /// Empty: nowhere.
  package var keepLog: String?

  /// Says nothing.
  package init() {}

  /// The guards that hold for this command line, where the configuration of its batch says `configured`.
  package func merged(over configured: Guards) -> Guards {
    var guards = configured
    if let timeout { guards.timeout = timeout == .zero ? nil : timeout }
    if let killAfter { guards.killAfter = killAfter }
    if let noOverlap { guards.noOverlap = noOverlap }
    if let wait { guards.wait = wait }
    if let retries { guards.retries = retries }
    if let retryDelay { guards.retryDelay = retryDelay }
    if let okStatuses { guards.okStatuses = okStatuses }
    if let quiet { guards.quiet = quiet }
    if let noOutput { guards.noOutput = noOutput }
    if let keepLog { guards.keepLog = keepLog.isEmpty ? nil : keepLog }
    return guards
  }
}

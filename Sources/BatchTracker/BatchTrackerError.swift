internal import Platform
internal import Tracker

/// Why a call recorded or read nothing. Its description is one line for people.
public struct BatchTrackerError: Error, CustomStringConvertible, Sendable {
  /// What kind of failure it is; the command's exit statuses tell the same.
  public enum Kind: Sendable {
    /// A name, number or time that can't be, or a record that contradicts what is known.
    case invalidArgument
    /// The configuration or the environment is wrong.
    case configuration
    /// The tracker was in use for too long; the same call may work later.
    case busy
    /// A file could not be read or written.
    case inputOutput
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// What went wrong, on what, and how to mend it.
  public let description: String

  init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  init(_ error: any Error) {
    switch error {
    case let error as RecordRefused: self.init(.invalidArgument, error.description)
    case let error as SetupError: self.init(.configuration, error.description)
    case let error as TrackerError:
      if case .busy = error { self.init(.busy, error.description) } else { self.init(.inputOutput, error.description) }
    case let error as SystemError: self.init(.inputOutput, error.description)
    default: self.init(.inputOutput, "\(error)")
    }
  }
}

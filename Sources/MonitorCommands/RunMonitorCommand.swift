internal import Arguments
package import Commands
internal import Ledger

/// Runs one command line of the program `batchwatch-monitor`.
/// - Parameter arguments: the words after the program's name.
/// - Returns: the exit status.
package func runMonitorCommand(_ arguments: [String], in context: CommandContext = .ofProcess) -> Int32 {
  follow(arguments, in: context, by: run)
}

private func run(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  do {
    switch invocation.verb {
    case .monitor: return try monitor(invocation, context)
    case .alert: return try alert(invocation, context)
    case .doctor: return try doctor(invocation, context)
    default: throw InvalidValue("it is no verb of batchwatch-monitor; say 'batchwatch \(invocation.verb.rawValue)'")
    }
  } catch let error as MonitorBusy {
    throw CommandFailure(.busy, error.description)
  } catch let error as LedgerError {
    if case .refused = error { throw CommandFailure(.internalError, error.description) }
    throw CommandFailure(.inputOutput, error.description)
  }
}

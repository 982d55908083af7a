package import BatchTracker
package import Ledger
internal import Platform

/// What the last pass of a monitor left; nil where none ever ran, or what it left can't be read.
package func monitorSummary(_ session: Session) -> MonitorSummary? {
  do throws(LedgerError) {
    return try Ledger(reading: session.settings.tracker)?.summary()
  } catch {
    session.log.warn(error.description)
    return nil
  }
}

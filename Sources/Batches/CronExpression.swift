/// A five-field cron expression or one of cron's nicknames.
package struct CronExpression: Equatable, Sendable {
  /// The expression as it was written.
  package var source: String
}

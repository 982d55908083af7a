internal import Platform

/// Hands the whole command line to `batchwatch-monitor`, which stands beside this program and links what the network
/// needs.
/// - Throws: `SystemError` if it isn't there.
func becomeMonitor() throws -> Never { try executeBeside("batchwatch-monitor") }

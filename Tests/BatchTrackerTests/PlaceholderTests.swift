import Testing

@testable import BatchTracker

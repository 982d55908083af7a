import Testing

@testable import RecordingCommands

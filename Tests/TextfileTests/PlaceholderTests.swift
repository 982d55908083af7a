import Testing

@testable import Textfile

internal import Platform
internal import RecordingCommands

@main
struct Batchwatch {
  static func main() {
    prepareShortProcess()
    exitProcess(runCommand(commandLineArguments()))
  }
}

internal import Platform
internal import RecordingCommands

@main
struct Batchwatch {
  static func main() {
    exitProcess(runCommand(commandLineArguments()))
  }
}

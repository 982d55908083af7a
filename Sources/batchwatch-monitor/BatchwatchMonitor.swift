internal import MonitorCommands
internal import Platform

@main
struct BatchwatchMonitor {
  static func main() { exitProcess(runMonitorCommand(commandLineArguments())) }
}

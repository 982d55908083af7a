internal import Alerts
internal import Arguments
internal import Commands
internal import Configuration
internal import Metrics

/// `docs KIND`: prints a file that is generated from the code.
func docs(_ invocation: Invocation, _ context: CommandContext) throws {
  switch invocation.operands.first.flatMap(DocumentKind.init) {
  case .commands: try context.print(commandReference())
  case .man: try context.print(manPage())
  case .metrics: try context.print(metricsReference())
  case .configuration: try context.print(configurationReference())
  case .alerts: try context.print(alertsReference())
  case .rules: try context.print(prometheusRules())
  case .fleetRules: try context.print(fleetRules())
  case .grafanaRules: try context.print(grafanaRules())
  case nil: throw InvalidValue("there is no such page")
  }
}

import Batches

/// The keys of an item of a batch's `stages`.
let stageTable = SettingTable<StageDefinition>(
  place: "a stage",
  settings: [
    Setting(
      "name", .name, "What `batchwatch stage` calls it.", example: "mockup", aliases: ["stage", "id"], isRequired: true,
      store: { $0.name = $1 }),
    Setting(
      "optional", .boolean, "Whether a run without it can still succeed.", fallback: "`false`", example: "true",
      aliases: ["is_optional", "skippable", "allow_failure"], store: { $0.isOptional = $1 }),
    Setting(
      "weight", .positiveNumber, "Its share in the batch's completion, relative to the other stages.", fallback: "`1`",
      example: "2", aliases: ["share"], store: { $0.weight = $1 }),
  ])

extension Kind where Value == StageDefinition {
  /// A stage's name alone, or a mapping with it.
  static var stage: Kind {
    Kind("a name, or a mapping with it") { node, key, findings in
      if case .mapping = node.content {
        var stage = StageDefinition(name: "")
        stageTable.read(node, into: &stage, &findings)
        return stage.name.isEmpty ? nil : stage
      }
      return Kind<String>.name.parse(node, key, &findings).map { StageDefinition(name: $0) }
    }
  }
}

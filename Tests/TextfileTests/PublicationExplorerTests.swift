import Testing

@testable import Textfile

/// Every interleaving of two and three publishers, with a kill of each at every step.
@Suite struct PublicationExplorerTests {
  typealias Model = PublicationModel

  /// All sets of so many processes; one at most forgets, and one at most salvages.
  private static func sets(of count: Int) -> [[Model.Kind]] {
    guard count > 0 else { return [[]] }
    return sets(of: count - 1).flatMap { rest in
      Model.Kind.allCases.compactMap { kind in
        let position = Model.Kind.allCases.firstIndex(of: kind) ?? 0
        guard rest.allSatisfy({ (Model.Kind.allCases.firstIndex(of: $0) ?? 0) <= position }) else { return nil }
        if kind == .forget || kind == .salvage, rest.contains(kind) { return nil }
        return rest + [kind]
      }
    }
  }

  @Test(arguments: [false, true])
  func noInterleavingPublishesAnOlderState(_ reusesRow: Bool) {
    var states = 0
    var steps = 0
    let model = Model(reusesRow: reusesRow)
    for kinds in Self.sets(of: 2) + Self.sets(of: 3) {
      var explorer = Explorer(model: model)
      explorer.explore(kinds)
      states += explorer.seen.count
      steps += explorer.steps
      #expect(explorer.violation == nil, "\(kinds): \(explorer.violation ?? "")")
    }
    print("explored \(states) states and \(steps) steps, rows \(reusesRow ? "reused" : "not reused")")
    #expect(states > 10_000)
  }

  /// At each state of two publishers the power is cut: whatever that leaves of the file and of the cells, none of which were
  /// flushed, the pass after it sets the file right, and so do a record and the pass after it.
  /// - Returns: how many cuts there were, and what was wrong after some of them.
  private func cutThePower(_ model: Model) -> (cuts: Int, wrong: [String]) {
    var cuts = 0
    var wrong: [String] = []
    for kinds in Self.sets(of: 2) {
      var explorer = Explorer(model: model)
      explorer.explore(kinds)
      for cut in explorer.seen.flatMap(model.cuts) {
        cuts += 1
        if let found = explorer.judgeEnd(cut) ?? explorer.judgeEnd(explorer.play(.record, after: cut)) {
          wrong.append("\(kinds): \(found)")
        }
      }
    }
    return (cuts, wrong)
  }

  @Test(arguments: [false, true]) func aPassMendsWhatAPowerCutLeaves(_ reusesRow: Bool) {
    let (cuts, wrong) = cutThePower(Model(reusesRow: reusesRow))
    print("explored \(cuts) power cuts, rows \(reusesRow ? "reused" : "not reused")")
    #expect(cuts > 5000)
    #expect(wrong.isEmpty, "\(wrong.first ?? "")")
  }

  @Test func findsAPassThatBelievesTheCells() {
    let product = Model().decide
    let (_, wrong) = cutThePower(Model(decide: { own, cell, _ in product(own, cell, true) }))
    #expect(!wrong.isEmpty)
  }

  /// So that what finds nothing above is known to find something: 106, then 101.
  @Test func findsWhatIsWrongWithNotingLast() {
    var explorer = Explorer(model: Model(order: .noteLast))
    explorer.explore([.record, .record])
    #expect(explorer.violation?.hasPrefix("an older state") == true)
    explorer = Explorer(model: Model(order: .noteLast))
    explorer.explore([.record, .export])
    #expect(explorer.violation != nil)
  }

  /// Each part of the decision is needed: without it, some interleaving is wrong.
  @Test func findsWhatEachPartOfTheDecisionIsFor() {
    let product = Model().decide
    let mistakes: [(name: String, decide: (PublicationLog.Cell, PublicationLog.Cell?, Bool) -> PublicationDecision)] = [
      (
        "a state of another scope is believed",
        { own, cell, mayLeave in
          cell?.scope == own.scope ? product(own, cell, mayLeave) : .write
        }
      ),
      ("an export leaves it to others too", { own, cell, _ in product(own, cell, true) }),
      (
        "a state below the cell is written",
        { own, cell, mayLeave in
          let decision = product(own, cell, mayLeave)
          return decision == .readAgain && cell?.scope == own.scope ? .write : decision
        }
      ),
      (
        "the clock doesn't count",
        { own, cell, mayLeave in
          let decision = product(own, cell, mayLeave)
          return decision == .writeAsOfNow ? .write : decision
        }
      ),
    ]
    for (name, decide) in mistakes {
      let isFound = Self.sets(of: 2).contains { kinds in
        [false, true].contains { reusesRow in
          var explorer = Explorer(model: Model(decide: decide, reusesRow: reusesRow))
          explorer.explore(kinds)
          return explorer.violation != nil
        }
      }
      #expect(isFound, "\(name)")
    }
  }
}

/// Walks through all states that can be reached, and looks at each.
private struct Explorer {
  let model: PublicationModel
  var seen: Set<PublicationModel.State> = []
  var steps = 0
  /// The first thing that was wrong.
  var violation: String?

  init(model: PublicationModel) { self.model = model }

  mutating func explore(_ kinds: [PublicationModel.Kind]) {
    var open = [model.start(kinds)]
    seen = [open[0]]
    while let state = open.popLast(), violation == nil {
      var isEnd = true
      for index in kinds.indices {
        for next in [model.next(state, index), model.kill(state, index)] {
          guard let next else { continue }
          isEnd = false
          steps += 1
          violation = violation ?? judge(next, after: state)
          if seen.insert(next).inserted { open.append(next) }
        }
      }
      if isEnd { violation = violation ?? judgeEnd(state) }
    }
  }

  private func judge(_ next: PublicationModel.State, after state: PublicationModel.State) -> String? {
    guard next.file != state.file, let old = state.file, let new = next.file else { return nil }
    if new.batch.commit < old.batch.commit { return "an older state: \(new) over \(old)" }
    if new.batch.generation == old.batch.generation, new.batch.counter < old.batch.counter {
      return "a lower counter: \(new) over \(old)"
    }
    if new.time < old.time { return "an earlier clock: \(new) over \(old)" }
    return nil
  }

  /// When all have ended, however they did, an export that nobody disturbs makes the file what the tracker says.
  func judgeEnd(_ state: PublicationModel.State) -> String? {
    // What a killed `forget` has left, and nothing else, may be no batch.
    guard let tracker = state.tracker else { return state.file == nil ? nil : "a file of a forgotten batch: \(state)" }
    var wrong: String?
    let end = play(.export, after: state) { wrong = wrong ?? judge($1, after: $0) }
    return wrong ?? (end.file?.batch == tracker ? nil : "stale after an export: \(end)")
  }

  /// The state after a process that nobody disturbs, once all others are gone.
  /// - Parameter look: gets the states before and after each step.
  func play(
    _ kind: PublicationModel.Kind, after state: PublicationModel.State,
    _ look: (PublicationModel.State, PublicationModel.State) -> Void = { _, _ in }
  ) -> PublicationModel.State {
    var state = state
    state.processes = [PublicationModel.Process(kind: kind)]
    while let next = model.next(state, 0) {
      look(state, next)
      state = next
    }
    return state
  }
}

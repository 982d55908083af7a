@testable import Textfile

/// The steps of several publishers of one batch, as `decidePublication` describes them, each atomic: what the explorer
/// interleaves. The decision itself is the product's own.
struct PublicationModel {
  /// Who takes part.
  enum Kind: Hashable, CaseIterable {
    /// Commits a record, or the first one of a batch that was forgotten, and publishes.
    case record
    case export
    case forget
    /// Moves the tracker aside, and puts a copy of it in its place.
    case salvage
  }

  /// The order that was wrong: the cell noted after the file was replaced, and a state of another scope believed.
  enum Order { case noteFirst, noteLast }

  /// The batch as the tracker or the file has it.
  struct Batch: Hashable {
    var row: Int
    var identity: Int
    var revision: Int64
    /// What a counter says.
    var counter: Int
    /// How often the batch was forgotten before: only then may a counter begin anew.
    var generation: Int
    /// The commit that made this state, of all that there were: the true order.
    var commit: Int
  }

  struct Published: Hashable {
    var batch: Batch
    var time: Int64
  }

  struct Process: Hashable {
    var kind: Kind
    var step = Step.begin
    var own: Published?
  }

  enum Step: Hashable {
    case begin, act, lock, decide, note, replace, noteAfter, clear, unlink, delete, finish, unlock, done
  }

  struct State: Hashable {
    var tracker: Batch?
    /// Where it is while a salvage has moved it aside.
    var aside: Batch?
    var isAside = false
    var file: Published?
    var cells: [PublicationLog.Cell?] = [nil, nil]
    /// Which process holds the lock of a row.
    var holders: [Int?] = [nil, nil]
    var processes: [Process]
    var commits = 1
    var identities = 1
    var clock: Int64 = 1
  }

  var order = Order.noteFirst
  /// The product's own decision; another one only to show that the explorer finds what is wrong with it.
  var decide: (PublicationLog.Cell, PublicationLog.Cell?, Bool) -> PublicationDecision = { own, cell, mayLeave in
    decidePublication(of: own, over: cell, mayLeave: mayLeave)
  }
  /// Whether a batch that is begun anew gets the row that it had before.
  var reusesRow = false

  /// A batch that was published once, and then the processes begin.
  func start(_ kinds: [Kind]) -> State {
    let batch = Batch(row: 0, identity: 1, revision: 1, counter: 1, generation: 0, commit: 1)
    var state = State(processes: kinds.map { Process(kind: $0) })
    state.tracker = batch
    state.file = Published(batch: batch, time: 0)
    state.cells[0] = cell(Published(batch: batch, time: 0))
    return state
  }

  private func cell(_ state: Published) -> PublicationLog.Cell {
    PublicationLog.Cell(scope: UInt64(state.batch.identity), revision: state.batch.revision, time: state.time)
  }

  /// The state after a process's next step; nil where it must wait.
  func next(_ state: State, _ index: Int) -> State? {
    var state = state
    switch state.processes[index].step {
    case .begin:
      // The clock is read first, and long before the state that it is shown with.
      state.clock += 1
      state.processes[index].own = state.tracker.map { Published(batch: $0, time: state.clock) }
      state.processes[index].step = .act
    case .act: return act(state, index)
    case .lock:
      let row = state.processes[index].own?.batch.row ?? 0
      guard state.holders[row] == nil else { return nil }
      state.holders[row] = index
      state.processes[index].step = state.processes[index].kind == .forget ? .clear : .decide
    case .decide: decide(&state, index)
    case .note:
      note(&state, index)
      state.processes[index].step = .replace
    case .replace:
      state.file = state.processes[index].own
      state.processes[index].step = order == .noteFirst ? .unlock : .noteAfter
    case .noteAfter:
      note(&state, index)
      state.processes[index].step = .unlock
    case .clear:
      state.cells[state.processes[index].own?.batch.row ?? 0] = nil
      state.processes[index].step = .unlink
    case .unlink:
      state.file = nil
      state.processes[index].step = .delete
    case .delete:
      guard !state.isAside else { return nil }
      if state.tracker?.row == state.processes[index].own?.batch.row { state.tracker = nil }
      state.processes[index].step = .unlock
    case .finish:
      state.identities += 1
      state.commits += 1
      state.tracker = state.aside
      state.tracker?.identity = state.identities
      state.tracker?.revision += 1
      state.tracker?.commit = state.commits
      state.isAside = false
      state.processes[index].step = .done
    case .unlock:
      release(&state, index)
      state.processes[index].step = .done
    case .done: return nil
    }
    return state
  }

  func kill(_ state: State, _ index: Int) -> State? {
    // A salvage that was killed is finished by the next call that opens the tracker.
    guard ![.done, .finish].contains(state.processes[index].step) else { return nil }
    var state = state
    release(&state, index)
    state.processes[index].step = .done
    return state
  }

  /// What a power cut may leave: all processes gone, the tracker as it is, and of the file and of each cell what stands
  /// there, what stood there at the beginning, or nothing. A file that is empty, cut or full of zeros counts as none:
  /// its bytes aren't those of the tracker either. A file that `forget` has removed doesn't come back, for its directory is
  /// flushed.
  func cuts(_ state: State) -> [State] {
    // The next call that opens the tracker finishes a salvage first.
    guard !state.isAside else { return [] }
    let before = start([])
    var wiped = state
    wiped.processes = []
    wiped.holders = [nil, nil]
    let files = state.file == nil ? [nil] : Set([state.file, before.file, nil]).map(\.self)
    let cells = Set([state.cells, before.cells, [nil, nil], [state.cells[0], nil], [nil, state.cells[1]]])
    return files.flatMap { file in
      cells.map { cells in
        var cut = wiped
        cut.file = file
        cut.cells = cells
        return cut
      }
    }
  }

  /// What each does to or reads of the tracker.
  private func act(_ state: State, _ index: Int) -> State? {
    guard !state.isAside else { return nil }
    var state = state
    let time = state.clock
    switch state.processes[index].kind {
    case .record:
      state.commits += 1
      if var batch = state.tracker {
        batch.revision += 1
        batch.counter += 1
        batch.commit = state.commits
        state.tracker = batch
      } else {
        state.identities += 1
        let generation = (state.file?.batch.generation ?? 0) + state.identities
        state.tracker = Batch(
          row: reusesRow ? 0 : 1, identity: state.identities, revision: 1, counter: 1, generation: generation,
          commit: state.commits)
      }
      let begun = state.processes[index].own?.time ?? time
      state.processes[index].own = state.tracker.map { Published(batch: $0, time: begun) }
      state.processes[index].step = .lock
    case .export:
      let begun = state.processes[index].own?.time ?? time
      let own = state.tracker.map { Published(batch: $0, time: begun) }
      state.processes[index].own = own
      state.processes[index].step = own == nil || own == state.file ? .done : .lock
    case .forget:
      state.processes[index].own = state.tracker.map { Published(batch: $0, time: time) }
      state.processes[index].step = state.tracker == nil ? .done : .lock
    case .salvage:
      state.aside = state.tracker
      state.tracker = nil
      state.isAside = true
      state.processes[index].step = .finish
    }
    return state
  }

  private func decide(_ state: inout State, _ index: Int) {
    guard let own = state.processes[index].own else { return }
    let row = own.batch.row
    let isRecord = state.processes[index].kind == .record
    let decision =
      order == .noteFirst
      ? decide(cell(own), state.cells[row], isRecord)
      : decideAsBefore(own, state.cells[row])
    state.processes[index].step = order == .noteFirst ? .note : .replace
    switch decision {
    case .write: break
    case .leave: state.processes[index].step = .unlock
    case .writeAsOfNow:
      state.clock += 1
      state.processes[index].own?.time = state.clock
    case .readAgain:
      guard let batch = state.tracker, batch.row == row else {
        state.processes[index].step = .unlock
        return
      }
      state.clock += 1
      state.processes[index].own = Published(batch: batch, time: state.clock)
    }
  }

  /// The rule that was wrong, for the explorer to find.
  private func decideAsBefore(_ own: Published, _ found: PublicationLog.Cell?) -> PublicationDecision {
    guard let found, found.scope == UInt64(own.batch.identity) else { return .write }
    return found.revision >= own.batch.revision ? .leave : .write
  }

  private func note(_ state: inout State, _ index: Int) {
    guard let own = state.processes[index].own else { return }
    state.cells[own.batch.row] = cell(own)
  }

  private func release(_ state: inout State, _ index: Int) {
    for row in state.holders.indices where state.holders[row] == index { state.holders[row] = nil }
  }
}

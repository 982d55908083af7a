/// What a publisher does with the state that it has, once it holds the batch's lock.
package enum PublicationDecision: Equatable, Sendable {
  /// Nothing newer was published: write it.
  case write
  /// Its facts are the newest, but they were published with a later clock: write them as of now.
  case writeAsOfNow
  /// Nothing shows that it is the newest: read the tracker again, under the lock, and write what that says.
  case readAgain
  /// Who noted the cell has seen this record, and writes it.
  case leave
}

/// The protocol by which no older state of a batch ever replaces a newer one, whoever publishes and is killed when:
///
/// 1. Lock the cell of the batch's row (`PublicationLog`), and read it.
/// 2. Decide, below. A state that is read again under the lock is the newest there is: whatever anybody has published
///    was committed before, and whatever is committed from now on is published after the lock is given back.
/// 3. Note scope, revision and time of what will be written, before it is written.
/// 4. Replace the file, and give the lock back.
///
/// So the cell is never behind the file, and a state of the same scope that isn't below the cell may go out as it is.
/// A kill between 3 and 4 leaves a cell that is ahead of the file. No record writes then but one that is newer; the next
/// export finds that the file's bytes aren't those of the tracker, and mends it.
///
/// - The scope is the batch's identity, of which a batch that is forgotten and begun anew has another, and so has every
///   batch of a tracker that was salvaged: of another scope nothing is known, so the tracker is read again.
/// - `forget` holds the same lock while it clears the cell, removes the file and deletes the batch, in this order. What
///   others had read of it before isn't published any more: they find no batch, or one of another row, which is published
///   under its own lock.
/// - The time orders two exports of one revision, of which the one that looked at the clock first comes last.
///
/// Who may not write the cell, on a mount that is read-only, reads again but notes nothing; such publishers are not seen
/// by others, and the next export mends what they cross.
/// - Parameters:
///   - own: the state that the publisher has, with the clock that it was made with.
///   - cell: what was noted last; nil where nothing is known.
///   - mayLeave: for a record, which may leave it to others where one of them has noted it. An export never does: they
///     may have been killed.
package func decidePublication(
  of own: PublicationLog.Cell, over cell: PublicationLog.Cell?, mayLeave: Bool
) -> PublicationDecision {
  guard let cell, cell.scope == own.scope else { return .readAgain }
  if mayLeave && cell.revision >= own.revision { return .leave }
  if cell.revision > own.revision { return .readAgain }
  return cell.time > own.time ? .writeAsOfNow : .write
}

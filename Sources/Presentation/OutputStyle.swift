/// How text may look.
package struct OutputStyle: Equatable, Sendable {
  package var width = 80
  package var colour = false
  package var unicode = false
  package var isTerminal = false

  package init(width: Int = 80, colour: Bool = false, unicode: Bool = false, isTerminal: Bool = false) {
    self.width = width
    self.colour = colour
    self.unicode = unicode
    self.isTerminal = isTerminal
  }
}

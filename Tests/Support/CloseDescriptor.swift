import Glibc

/// close(2), of what C gave.
package func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }

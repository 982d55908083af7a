internal import CPlatform
internal import Glibc

/// A variable of the environment; nil if it is unset or empty.
package func environmentVariable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}

/// setenv(3): for the commands that we run. Only for a process with a single thread.
package func setVariable(_ name: String, _ value: String) { setenv(name, value, 1) }

/// Whether SIGPIPE was ignored when this process began, as it is in every service of systemd: then a write that nobody
/// reads fails, and ends nobody.
package func brokenPipesAreIgnored() -> Bool { batchwatch_broken_pipe_was_ignored() != 0 }

/// Whether this process may do what only root may.
package func isSuperuser() -> Bool { geteuid() == 0 }

/// The user whose rights this process has.
package func effectiveUserID() -> UInt32 { geteuid() }

/// exit(3).
package func exitProcess(_ status: Int32) -> Never { exit(status) }

/// Gives the process a predictable umask: files are made with the modes that the code names, and no more.
package func setUmask(_ bits: UInt32) { umask(bits) }

/// A write to a closed pipe, or beyond the file size that `ulimit -f` allows, shall be an error that is reported, not
/// the end of the process. A command that we run has them as we found them.
package func ignoreWriteSignals() { batchwatch_ignore_write_signals() }

/// The words of the command line after the program's name. Bytes that are not UTF-8 become U+FFFD.
package func commandLineArguments() -> [String] {
  guard let vector = batchwatch_arguments() else { return [] }
  // Not by way of an array of pointers, whose type alone would take the runtime longer to make than all the words.
  var words: [String] = []
  var index = 1
  while index < Int(batchwatch_argument_count()), let word = vector[index] {
    words.append(String(cString: word))
    index += 1
  }
  return words
}

/// The process's own argument vector from its end: the last `count` words with every byte as it came.
package func lastArguments(_ count: Int) -> [UnsafeMutablePointer<CChar>] {
  let total = Int(batchwatch_argument_count())
  guard let vector = batchwatch_arguments() else { return [] }
  return (max(0, total - count)..<total).compactMap { vector[$0] }
}

/// Lets malloc take memory from the kernel in larger pieces, and give none back before the process ends: for a process
/// of milliseconds, returning pages and faulting them in again is a loss.
package func keepFreedMemory() { batchwatch_keep_freed_memory() }

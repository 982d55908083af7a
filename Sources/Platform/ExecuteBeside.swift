internal import CPlatform
internal import Glibc

/// Replaces this process by the program `name` in the directory that this program was started from, with the same
/// arguments and environment, as git does with its commands.
/// - Throws: `SystemError` that names the program, if it can't be executed.
package func executeBeside(_ name: String) throws(SystemError) -> Never {
  guard let own = symbolicLinkTarget("/proc/self/exe") else { throw SystemError("find", "/proc/self/exe") }
  let program = parentDirectory(of: own) + "/" + name
  guard let arguments = batchwatch_arguments() else { throw SystemError("execute", program, code: EINVAL) }
  // What a parent had ignored is not ours to change, but what we ignored is ours.
  let previous = [SIGPIPE, SIGXFSZ].map { (number: $0, action: signal($0, SIG_DFL)) }
  execve(program, arguments, batchwatch_environment())
  let error = SystemError("execute", program)
  // The error is still to be written, to a pipe perhaps.
  for (number, action) in previous { signal(number, action) }
  throw error
}

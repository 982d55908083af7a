internal import Glibc

/// A variable of the environment; nil if it is unset or empty.
package func environmentVariable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}

/// Whether this process may do what only root may.
package func isSuperuser() -> Bool { geteuid() == 0 }

/// exit(3).
package func exitProcess(_ status: Int32) -> Never { exit(status) }

/// Gives the process a predictable umask: files are made with the modes that the code names, and no more.
package func setUmask(_ bits: UInt32) { umask(bits) }

/// A write to a closed pipe shall be an error that is reported, not the end of the process.
package func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

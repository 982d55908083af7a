internal import Platform

/// The file that a command's first word means, as far as it says why it can't be executed.
struct ProgramFile: Equatable {
  var path: String
  var isDirectory = false
  /// Whether anybody at all may execute it.
  var isExecutable = true
  /// At most its first 256 bytes; empty where it can't be read.
  var head: [UInt8] = []
}

/// What is added to the message that a command can't be started; empty where there is nothing to add.
func hint(_ command: [String], _ error: SystemError) -> String {
  let path = environmentVariable("PATH") ?? "/bin:/usr/bin"
  let file = programFile(command[0], searching: path)
  return commandHint(command, code: error.code, file: file).map { "; " + $0 } ?? ""
}

/// Why a command can't be started, and what mends it, in one line; nil where nothing is known beyond the system's words.
/// - Parameters:
///   - words: the command, the program first.
///   - code: the `errno` of trying to start it.
///   - file: what the program's name means; nil where no such file is found.
func commandHint(_ words: [String], code: Int32, file: ProgramFile?) -> String? {
  guard let program = words.first else { return nil }
  guard let file else {
    // A directory in PATH that can't be looked into makes of "not found" a "not permitted".
    let isUnknown = code == SystemError.notFound || code == SystemError.notPermitted
    return isUnknown ? hintOfName(program, words.dropFirst()) : nil
  }
  if file.isDirectory { return "it is a directory" }
  if !file.isExecutable { return "it is not executable; to mend that: chmod +x \(shellWord(file.path))" }
  guard file.head.starts(with: Array("#!".utf8)) else {
    if code == SystemError.notFound, file.head.starts(with: elf) { return "the loader that it needs is missing here" }
    return nil
  }
  let line = file.head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
  if line.last == UInt8(ascii: "\r") {
    // No backslash, which the log would double.
    return "its first line ends in a carriage return (Windows line ending); to mend that: "
      + "sed -i 's/[[:cntrl:]]$//' \(shellWord(file.path))"
  }
  let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
  let interpreter = String(decoding: line.drop(while: isBlank).prefix { !isBlank($0) }, as: UTF8.self)
  switch code {
  case SystemError.notFound: return "its first line names '\(interpreter)', which is not there"
  case SystemError.notPermitted: return "its first line names '\(interpreter)', which may not be executed"
  default: return nil
  }
}

/// Words that only a shell knows.
private let shellOnly = [
  "!", "(", ".", ":", "[[", "{", "alias", "case", "cd", "eval", "exec", "exit", "export", "for", "if", "set", "source",
  "trap", "ulimit", "umask", "until", "while",
]

/// What a name that no program has looks like.
private func hintOfName(_ program: String, _ others: ArraySlice<String>) -> String? {
  let name = program.prefix { $0 != "=" }
  let isVariable = name.utf8.allSatisfy {
    $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
  }
  if name.utf8.count < program.utf8.count, isVariable, !name.isEmpty {
    return "to set a variable, write: -- env \(name)=… COMMAND"
  }
  let needsShell = program.utf8.contains { byte in " \t\n|&;<>$`*?".utf8.contains(byte) } || shellOnly.contains(program)
  guard needsShell else { return nil }
  let line = ([program] + others).joined(separator: " ")
  return "'run' starts a program, not a shell; for a shell's line write: -- sh -c \(shellWord(line))"
}

/// The file that execvp(3) would take for the program.
func programFile(_ program: String, searching path: String) -> ProgramFile? {
  if program.utf8.contains(UInt8(ascii: "/")) { return programFile(at: program) }
  guard !program.isEmpty else { return nil }
  return path.split(separator: ":", omittingEmptySubsequences: false).lazy
    .compactMap { programFile(at: $0.isEmpty ? "./" + program : $0 + "/" + program) }.first { !$0.isDirectory }
}

private func programFile(at path: String) -> ProgramFile? {
  guard let information = try? fileInformation(path) else { return nil }
  var result = ProgramFile(
    path: path, isDirectory: information.isDirectory, isExecutable: information.permissions & 0o111 != 0)
  // Nothing else is opened: a device may do something when it is.
  if information.isRegular {
    result.head = (try? File(path, .read, followsLinks: true).read(256, at: 0)) ?? []
  }
  return result
}

/// The word as a shell takes it back.
private func shellWord(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "_-./=:,+@%".utf8.contains(byte)
  }
  if isPlain, !text.isEmpty { return text }
  return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'"'"'"#) + "'"
}

private let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]

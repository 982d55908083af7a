import Platform
import Testing

@testable import RecordingCommands

@Suite struct CommandHintTests {
  private func script(_ text: String, isExecutable: Bool = true) -> ProgramFile {
    ProgramFile(path: "/opt/job", isExecutable: isExecutable, head: Array(text.utf8))
  }

  @Test(
    arguments: [
      (["echo a b"], "'run' starts a program, not a shell; for a shell's line write: -- sh -c 'echo a b'"),
      (["a|b", "c"], "'run' starts a program, not a shell; for a shell's line write: -- sh -c 'a|b c'"),
      (["it's here"], #"'run' starts a program, not a shell; for a shell's line write: -- sh -c 'it'"'"'s here'"#),
      (["cd", "/opt"], "'run' starts a program, not a shell; for a shell's line write: -- sh -c 'cd /opt'"),
      (["FOO=1", "cmd"], "to set a variable, write: -- env FOO=… COMMAND"),
      (["_f2=a b", "cmd"], "to set a variable, write: -- env _f2=… COMMAND"),
      (["no-such-tool"], nil), (["=x"], nil), (["a-b=c"], nil), (["/opt/x=y"], nil), ([""], nil), (["héllo"], nil),
    ] as [([String], String?)])
  func aNameThatNoProgramHas(words: [String], hint: String?) {
    #expect(commandHint(words, code: SystemError.notFound, file: nil) == hint)
    #expect(commandHint(words, code: SystemError.notPermitted, file: nil) == hint)
    #expect(commandHint(words, code: SystemError.noSpace, file: nil) == nil)
  }

  @Test(
    arguments: [
      (
        "#!/bin/sh\r\necho x\r\n", SystemError.notFound,
        "its first line ends in a carriage return (Windows line ending); to mend that: sed -i 's/[[:cntrl:]]$//' /opt/job"
      ),
      ("#!/nosuch/python -u\n", SystemError.notFound, "its first line names '/nosuch/python', which is not there"),
      ("#! /nosuch/python", SystemError.notFound, "its first line names '/nosuch/python', which is not there"),
      ("#!/etc/passwd\n", SystemError.notPermitted, "its first line names '/etc/passwd', which may not be executed"),
      ("#!/bin/sh\n", SystemError.noSpace, nil),
      ("\u{7F}ELF", SystemError.notFound, "the loader that it needs is missing here"),
      ("#!\n", SystemError.notFound, "its first line names '', which is not there"),
    ] as [(String, Int32, String?)])
  func aFileThatCannotBeExecuted(head: String, code: Int32, hint: String?) {
    #expect(commandHint(["job"], code: code, file: script(head)) == hint)
  }

  @Test func aFileThatNobodyMayExecute() {
    let file = script("#!/bin/sh\n", isExecutable: false)
    #expect(
      commandHint(["job"], code: SystemError.notPermitted, file: file)
        == "it is not executable; to mend that: chmod +x /opt/job")
    let directory = ProgramFile(path: "/opt", isDirectory: true)
    #expect(commandHint(["/opt"], code: SystemError.notPermitted, file: directory) == "it is a directory")
  }

  @Test func findsWhatTheNameMeans() {
    #expect(programFile("sh", searching: "/nosuch:/etc:/bin")?.path == "/bin/sh")
    #expect(programFile("/etc/passwd", searching: "")?.isExecutable == false)
    #expect(programFile("/etc", searching: "")?.isDirectory == true)
    #expect(programFile("passwd", searching: "/etc")?.head.isEmpty == false)
    #expect(programFile("", searching: "/bin") == nil)
    #expect(programFile("no-such-tool", searching: "/bin:/usr/bin") == nil)
    #expect(programFile("/dev/zero", searching: "")?.head == [])
  }
}

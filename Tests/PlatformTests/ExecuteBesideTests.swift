import Platform
import TestSupport
import Testing

@Suite struct ExecuteBesideTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let made = try shell(
      """
      mkdir "$0/bin" "$0/other" && cp "$1" "$0/bin/first" && ln -s ../bin/first "$0/other/link" &&
      printf '#!/bin/sh\\nprintf "%%s|" "$0" "$@" "$VARIABLE" $$; exit 7\\n' >"$0/bin/second" && chmod 755 "$0/bin/second"
      """, directory.path, probePath)
    guard made.status == 0 else { throw Failure(made.output) }
  }

  @Test(arguments: ["bin/first", "other/link"])
  func itBecomesTheOtherProgram(name: String) throws {
    let result = try shell(
      #"export VARIABLE=value; "$0" beside second 'two words' "" & wait $!; status=$?; echo $!; exit $status"#,
      directory(name))
    #expect(result.status == 7)
    let words = result.output.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    #expect(Array(words.prefix(6)) == [directory("bin/second"), "beside", "second", "two words", "", "value"])
    // The same process.
    #expect(words.count == 8 && words[7] == words[6] + "\n")
  }

  @Test func itNamesWhatIsMissing() throws {
    let result = try shell(#""$0" beside third"#, directory("bin/first"))
    #expect(result.status == 74)
    #expect(result.output == "cannot execute \(directory("bin/third")): No such file or directory\n")
  }

  @Test func itFindsThePlaceOfAProgramThatIsBeingReplaced() throws {
    let result = try shell(#"exec 3<"$0"; rm "$0"; /proc/self/fd/3 beside second"#, directory("bin/first"))
    #expect(result.status == 7, "\(result.output)")
  }
}

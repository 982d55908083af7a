import Testing

@testable import Batches

@Suite struct CronGrammarTests {
  private func bits(_ values: Int...) -> UInt64 { values.reduce(0) { $0 | 1 << UInt64($1) } }

  @Test func readsListsRangesAndSteps() throws {
    let cron = try CronExpression(parsing: "0,30,5-7 */6 1-10/3 feb,DEC 1-5")
    #expect(cron.minutes == bits(0, 5, 6, 7, 30))
    #expect(UInt64(cron.hours) == bits(0, 6, 12, 18))
    #expect(UInt64(cron.daysOfMonth) == bits(1, 4, 7, 10))
    #expect(UInt64(cron.months) == bits(2, 12))
    #expect(UInt64(cron.daysOfWeek) == bits(1, 2, 3, 4, 5))
    #expect(cron.stars == [.hour])
    #expect(cron.source == "0,30,5-7 */6 1-10/3 feb,DEC 1-5")
  }

  @Test func takesBlanksAroundAndBetweenTheFields() throws {
    let cron = try CronExpression(parsing: " \t5\t4   3 2  1 ")
    #expect(cron.minutes == bits(5))
    #expect(UInt64(cron.daysOfWeek) == bits(1))
  }

  @Test(arguments: [
    ("0", [0]), ("7", [0]), ("sun", [0]), ("5-7", [0, 5, 6]), ("0-7", [0, 1, 2, 3, 4, 5, 6]), ("*/7", [0]),
    ("*/2", [0, 2, 4, 6]), ("1-7/2", [0, 1, 3, 5]), ("Mon-fri", [1, 2, 3, 4, 5]), ("sun-tue", [0, 1, 2]),
    ("mon,WED", [1, 3]), ("1-wed", [1, 2, 3]), ("sat-7", [0, 6]), ("mon-fri/2", [1, 3, 5]),
    ("5,*", [0, 1, 2, 3, 4, 5, 6]),
    ("003", [3]), ("6-7/1000", [6]),
  ])
  func readsDaysOfTheWeek(field: String, days: [Int]) throws {
    let cron = try CronExpression(parsing: "0 0 * * \(field)")
    #expect(UInt64(cron.daysOfWeek) == days.reduce(0) { $0 | 1 << UInt64($1) })
  }

  @Test func aFieldCountsAsStarByItsFirstCharacterOnly() throws {
    #expect(try CronExpression(parsing: "*/5 *,3 */2 * *").stars == [.minute, .hour, .dayOfMonth, .dayOfWeek])
    #expect(try CronExpression(parsing: "5,* 0-23 1-31 * 0-7").stars == [])
    #expect(try CronExpression(parsing: "*/5 1 1 1 1").followsClock)
    #expect(try CronExpression(parsing: "5 */2 1 1 1").followsClock)
    #expect(try !CronExpression(parsing: "0-59 0-23 * * *").followsClock)
  }

  @Test(arguments: [
    ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
  ])
  func readsNicknames(name: String, fields: String) throws {
    let cron = try CronExpression(parsing: " \(name) ")
    let expected = try CronExpression(parsing: fields)
    #expect(cron.minutes == expected.minutes && cron.hours == expected.hours && cron.months == expected.months)
    #expect(cron.daysOfMonth == expected.daysOfMonth && cron.daysOfWeek == expected.daysOfWeek)
    #expect(cron.followsClock == (name == "@hourly"))
    #expect(cron.source == " \(name) ")
  }

  @Test(arguments: [
    ("", 0, "the schedule is empty, write five fields such as '0 1 * * *'"),
    ("  ", 0, "the schedule is empty, write five fields such as '0 1 * * *'"),
    ("0 1 * *", 7, "4 fields instead of 5 (minute, hour, day of month, month, day of week), add the day of week"),
    ("5", 1, "1 field instead of 5 (minute, hour, day of month, month, day of week), add the hour"),
    (
      "0 0 1 * * *", 10,
      "6 fields instead of 5, cron has no seconds; keep minute, hour, day of month, month, day of week"
    ),
    (
      "0 0 1 * * ? 2026", 10,
      "7 fields instead of 5, cron has neither seconds nor years; keep minute, hour, day of month, month, day of week"
    ),
    ("0 1 * * * root", 10, "'root' follows the five fields; delete it, user and command are no part of a schedule"),
    ("TZ=UTC 0 1 * * *", 0, "'TZ=UTC' is not part of a schedule, name the time zone with 'timezone'"),
    ("60 * * * *", 0, "bad minute: 60 is out of range, write 0 to 59"),
    ("0 24 * * *", 2, "bad hour: 24 is out of range, write 0 to 23; midnight is 0"),
    ("0 0 0 * *", 4, "bad day of month: 0 is out of range, write 1 to 31"),
    ("0 0 * 13 *", 6, "bad month: 13 is out of range, write 1 to 12 or jan to dec"),
    ("0 0 * * 8", 8, "bad day of week: 8 is out of range, write 0 to 7 or sun to sat"),
    ("99999999999999999999 * * * *", 0, "bad minute: 99999999999999999999 is out of range, write 0 to 59"),
    ("5-64/30 * * * *", 2, "bad minute: 64 is out of range, write 0 to 59"),
    ("1/20 * * * *", 0, "bad minute: a step needs a range; write '1-59/20'"),
    ("*/0 * * * *", 2, "bad minute: '0' is no step, write a number from 1"),
    ("*/ * * * *", 2, "bad minute: a step is missing after '/', write a number from 1"),
    ("*/x * * * *", 2, "bad minute: 'x' is no step, write a number from 1"),
    ("*/99999999999 * * * *", 2, "bad minute: '99999999999' is no step, write a number from 1"),
    ("0 22-2 * * *", 2, "bad hour: '22-2' runs backwards and never matches in cron, write '22-23,0-2'"),
    ("0 0 * * fri-sun", 8, "bad day of week: 'fri-sun' runs backwards and never matches in cron, write '5-7'"),
    ("0 0 * * 7-2", 8, "bad day of week: '7-2' runs backwards and never matches in cron, write '0-2'"),
    ("0 23-0 * * *", 2, "bad hour: '23-0' runs backwards and never matches in cron, write '23,0'"),
    ("0 0 * * sat-mon", 8, "bad day of week: 'sat-mon' runs backwards and never matches in cron, write '6-7,0-1'"),
    ("0 0 * * 1#2", 9, "bad day of week: '#2' is ignored by cron, delete it"),
    ("*5 0 * * *", 1, "bad minute: '5' is ignored by cron, delete it"),
    ("0 0 ? * *", 4, "bad day of month: cron has no '?', write '*'"),
    ("0 0 L * *", 4, "bad day of month: 'L' is unknown, cron has no last day and no nearest weekday"),
    ("0 0 15W * *", 4, "bad day of month: '15W' is unknown, cron has no last day and no nearest weekday"),
    ("H 0 * * *", 0, "bad minute: 'H' is unknown, cron has no hashed values, write a number"),
    ("0 0 * january *", 6, "bad month: 'january' is unknown, write 'jan'"),
    ("0 0 * mon *", 6, "bad month: 'mon' is unknown, it belongs to the field day of week"),
    ("0 0 * * tuesday", 8, "bad day of week: 'tuesday' is unknown, write 'tue'"),
    ("0 0 * * mno", 8, "bad day of week: 'mno' is unknown, did you mean 'mon'?"),
    ("0 1, * * *", 4, "bad hour: a value is missing at the end, write 0 to 23"),
    ("0 ,1 * * *", 2, "bad hour: a value is missing before ',', write 0 to 23"),
    ("0 1- * * *", 4, "bad hour: a value is missing at the end, write 0 to 23"),
    ("0 -1 * * *", 2, "bad hour: '-1' is no value, write 0 to 23"),
    (
      "0 1 * * *\n", 9,
      "the character U+000A has no place in a schedule, write plain blanks, digits, letters and '*,-/'"
    ),
    (
      "0\u{a0}1 * * *", 1,
      "the character U+00A0 has no place in a schedule, write plain blanks, digits, letters and '*,-/'"
    ),
    (
      "@reboot", 0,
      "'@reboot' has no time that a start could be late for; leave the schedule out, or write five fields"
    ),
    ("@Daily", 0, "unknown nickname '@Daily', did you mean '@daily'?"),
    ("@dialy", 0, "unknown nickname '@dialy', did you mean '@daily'?"),
    ("@every 5m", 0, "cron has no '@every', write a step such as '*/15 * * * *'"),
    ("@daily root", 7, "'@daily' stands alone, delete 'root' and what follows"),
  ])
  func namesTheMistakeItsPlaceAndItsFix(text: String, offset: Int, message: String) {
    #expect(throws: CronError(message: message, offset: offset)) { try CronExpression(parsing: text) }
  }

  @Test func survivesHostileText() {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array("0159*,-/@ ?LW#ajnsu\n\t\0é=".utf8)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      let text = String(decoding: bytes, as: UTF8.self)
      do throws(CronError) {
        _ = try CronExpression(parsing: text)
      } catch {
        #expect(error.offset <= text.utf8.count && !error.message.contains("\n"))
      }
    }
  }
}

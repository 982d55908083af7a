import Batches

// Kinds of values about time.

extension Kind where Value == TimeSpan {
  /// A Prometheus duration of at least `minimum`.
  static func duration(atLeast minimum: TimeSpan) -> Kind {
    Kind("a duration") { node, key, findings in
      guard let scalar = singleValue(node, key, "a duration such as 15m", &findings) else { return nil }
      do throws(TimeTextError) {
        let span = try TimeSpan(parsing: scalar.text)
        if span >= minimum { return span }
        findings.add(node.position, "'\(key)' must be at least \(minimum), not \(quoted(scalar.text))")
      } catch {
        findings.add(node.position, "'\(key)': \(printable(error.message, limit: 300))")
      }
      return nil
    }
  }

  /// A Prometheus duration within a range.
  static func duration(in range: ClosedRange<TimeSpan>) -> Kind {
    let least = duration(atLeast: range.lowerBound)
    return Kind(least.name) { node, key, findings in
      guard let span = least.parse(node, key, &findings) else { return nil }
      if span <= range.upperBound { return span }
      findings.add(node.position, "'\(key)' must be at most \(range.upperBound), not \(span)")
      return nil
    }
  }

  /// A duration of a second or more. Schedules and limits are kept and published in seconds.
  static var duration: Kind { duration(atLeast: TimeSpan(seconds: 1)) }
}

extension Kind where Value == ClockTime {
  /// A time of day, quoted or not: YAML 1.1 would read `05:00` as a number in base 60, here it is text.
  static var clockTime: Kind {
    Kind("a time of day") { node, key, findings in
      guard let scalar = singleValue(node, key, "a time of day such as \"05:00\"", &findings) else { return nil }
      do throws(TimeTextError) {
        return try ClockTime(parsing: scalar.text)
      } catch {
        findings.add(node.position, "'\(key)': \(printable(error.message, limit: 300))")
        return nil
      }
    }
  }
}

extension Kind where Value == CronExpression {
  static var cron: Kind {
    Kind("a cron expression") { node, key, findings in
      let expected = "a cron expression such as \"0 1 * * *\""
      guard let scalar = singleValue(node, key, expected, &findings) else { return nil }
      do throws(CronError) {
        return try CronExpression(parsing: scalar.text)
      } catch {
        var position = node.position
        position.column += scalar.sourceOffset(ofByte: error.offset)
        let isDuration = (try? TimeSpan(parsing: scalar.text)) != nil
        let hint = isDuration ? "; for an interval write 'every: \(scalar.text)'" : ""
        findings.add(position, "'\(key)': \(printable(error.message, limit: 300))\(hint)")
        return nil
      }
    }
  }
}

extension Kind where Value == String {
  /// An IANA time zone. Whether the host knows it is looked up after reading, once for each zone.
  static var timezone: Kind {
    Kind("an IANA time zone") { node, key, findings in
      guard let scalar = singleValue(node, key, "an IANA time zone", &findings) else { return nil }
      findings.zones.append(ZoneUse(zone: scalar.text, position: node.position))
      return scalar.text
    }
  }
}

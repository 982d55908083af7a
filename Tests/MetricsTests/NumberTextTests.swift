import Testing

@testable import Metrics

@Suite("Numbers as text")
struct NumberTextTests {
  @Test(
    "integers have no exponent",
    arguments: [
      (0, "0"), (9, "9"), (10, "10"), (-7, "-7"), (1_000_000_007, "1000000007"),
      (Int64.max, "9223372036854775807"), (.min, "-9223372036854775808"),
    ])
  func integers(value: Int64, text: String) {
    var bytes: [UInt8] = []
    bytes.append(integer: value)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }

  @Test(
    "milliseconds become seconds",
    arguments: [
      (0, "0"), (1, "0.001"), (10, "0.01"), (100, "0.1"), (1500, "1.5"), (1_772_780_402_125, "1772780402.125"),
      (-1, "-0.001"), (1005, "1.005"), (1050, "1.05"), (Int64.min, "-9223372036854775.808"),
    ])
  func milliseconds(value: Int64, text: String) {
    var bytes: [UInt8] = []
    bytes.append(milliseconds: value)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }

  @Test(
    "doubles read back as they were",
    arguments: [
      (0, "0"), (-0.0, "0"), (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"), (1e15, "1000000000000000"),
      (1e18, "1000000000000000000"), (1e19, "1e+19"), (.leastNonzeroMagnitude, "5e-324"), (1e-5, "1e-05"),
      (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
    ])
  func doubles(value: Double, text: String) {
    var bytes: [UInt8] = []
    bytes.append(double: value)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
    if value.isFinite { #expect(Double(text) == value) }
  }
}

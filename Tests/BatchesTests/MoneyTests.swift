import Testing

@testable import Batches

@Suite("Money")
struct MoneyTests {
  @Test(
    "is rounded to 12 significant digits",
    arguments: [
      (7.499999999999998, 7.5), (0.1 + 0.2, 0.3), (-0.30000000000000004, -0.3), (0, 0), (20, 20),
      (123_456_789.123_456_7, 123_456_789.123), (999_999_999_999.9, 1e12), (1e15, 1e15), (1e25, 1e25),
      (1e-30, 1e-30), (0.000_123_456_789_012_345, 0.000_123_456_789_012), (.infinity, .infinity),
    ])
  func rounding(amount: Double, rounded: Double) {
    #expect(roundedMoney(amount) == rounded)
  }

  @Test("is summed in one currency, and divided by leads only where there are some")
  func perLead() {
    let costs = [
      Cost(resource: "gpu", currency: "USD", amount: 0.1), Cost(resource: "proxy", currency: "USD", amount: 0.2),
      Cost(resource: "gpu", currency: "EUR", amount: 5),
    ]
    #expect(sum(of: costs, in: "USD") == 0.3)
    #expect(costPerLead(costs: costs, leads: 3, in: "USD") == 0.1)
    #expect(costPerLead(costs: costs, leads: 0, in: "USD") == nil)
    #expect(costPerLead(costs: costs, leads: -1, in: "USD") == nil)
  }
}

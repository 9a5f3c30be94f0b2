import Core
import Testing

@Suite struct ArrangingTests {
  @Test func everyElementComesToItsPlace() {
    var generator = SeededGenerator(seed: 5)
    for count in 0..<40 {
      let order = Array(0..<count).shuffled(with: &generator)
      var places = Array(0..<count)
      places.arrange(by: order)
      #expect(places == order)
      var slice = (100..<(100 + count)).map { $0 }[...]
      slice.arrange(by: order)
      #expect(Array(slice) == order.map { 100 + $0 })
    }
  }
}

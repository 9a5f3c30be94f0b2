extension MutableCollection where Self: RandomAccessCollection, Index == Int {
  /// Puts the elements in another order in place, as there may be very many.
  /// - Parameter order: at each position, where the element stands now that belongs there; every position once.
  public mutating func arrange(by order: [Int]) {
    precondition(order.count == count, "one position an element")
    var order = order
    for start in order.indices {
      // What is at `start` wanders along its cycle until it is where it belongs.
      var place = start
      while order[place] != start {
        let source = order[place]
        swapAt(startIndex + place, startIndex + source)
        order[place] = place
        place = source
      }
      order[place] = place
    }
  }
}

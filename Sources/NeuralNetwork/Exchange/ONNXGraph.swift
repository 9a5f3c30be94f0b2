internal import Core
internal import Foundation

/// The nodes and tensors of an ONNX graph while it is being built.
struct ONNXGraph {
  /// The value of a node's attribute.
  enum Attribute {
    case int(Int)
    case float(Float)
    case ints([Int])
  }

  let specification: NetworkSpecification
  let shapes: [FeatureShape]
  private var nodes: [Data] = []
  private var tensors: [Data] = []
  private var count = 0

  init(_ specification: NetworkSpecification) throws(NetworkError) {
    self.specification = specification
    shapes = try specification.shapes()
  }

  /// Keeps a tensor under its name.
  mutating func add(_ tensor: NamedTensor) {
    add(name: tensor.name, shape: tensor.shape, type: 1, bytes: tensor.values.withUnsafeBytes { Data($0) })
  }

  /// Keeps a tensor in eight bits, and the node that restores it under its name.
  mutating func add(_ tensor: QuantizedTensor) {
    let (steps, scales) = (tensor.name + ".steps", tensor.name + ".scales")
    add(name: steps, shape: tensor.shape, type: 3, bytes: tensor.values.withUnsafeBytes { Data($0) })
    add(
      name: scales, shape: [tensor.scales.count], type: 1, bytes: tensor.scales.withUnsafeBytes { Data($0) })
    _ = node("DequantizeLinear", [steps, scales], ["axis": .int(0)], output: tensor.name)
  }

  /// Keeps whole numbers, as some operators take their axes.
  mutating func add(_ name: String, integers: [Int64]) {
    add(name: name, shape: [integers.count], type: 7, bytes: integers.withUnsafeBytes { Data($0) })
  }

  private mutating func add(name: String, shape: [Int], type: Int, bytes: Data) {
    var message = ProtocolBuffer()
    for length in shape { message.add(1, length) }
    message.add(2, type)
    message.add(8, name)
    // Every machine that Swift runs on is little-endian, as the format is.
    message.add(9, bytes)
    tensors.append(message.data)
  }

  /// Adds a node; returns the name of what it gives.
  mutating func node(
    _ type: String, _ inputs: [String], _ attributes: KeyValuePairs<String, Attribute> = [:], output: String? = nil
  ) -> String {
    count += 1
    let output = output ?? "value.\(count)"
    var message = ProtocolBuffer()
    for input in inputs { message.add(1, input) }
    message.add(2, output)
    message.add(3, "node.\(count)")
    message.add(4, type)
    for (name, value) in attributes {
      message.add(5) { attribute in
        attribute.add(1, name)
        switch value {
        case .float(let number):
          attribute.add(2, number)
          attribute.add(20, 1)
        case .int(let number):
          attribute.add(3, number)
          attribute.add(20, 2)
        case .ints(let numbers):
          for number in numbers { attribute.add(8, number) }
          attribute.add(20, 7)
        }
      }
    }
    nodes.append(message.data)
    return output
  }

  /// The graph as a message.
  func message(classes: Int) -> ProtocolBuffer {
    var graph = ProtocolBuffer()
    for node in nodes { graph.add(1, node) }
    graph.add(2, "auscult")
    for tensor in tensors { graph.add(5, tensor) }
    graph.add(11, Self.value("input", specification.input.dimensions(batch: 1).dropFirst().map { $0 }))
    for name in ["logits", "probabilities"] { graph.add(12, Self.value(name, [classes])) }
    return graph
  }

  /// The description of N samples of a shape.
  private static func value(_ name: String, _ shape: [Int]) -> Data {
    var value = ProtocolBuffer()
    value.add(1, name)
    value.add(2) { type in
      type.add(1) { tensor in
        tensor.add(1, 1)
        tensor.add(2) { dimensions in
          dimensions.add(1) { $0.add(2, "N") }
          for length in shape { dimensions.add(1) { $0.add(1, length) } }
        }
      }
    }
    return value.data
  }
}

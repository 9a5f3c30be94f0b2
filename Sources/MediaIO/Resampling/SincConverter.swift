internal import CSamplerate
internal import Core

/// Converts rates by libsamplerate; owns its state.
final class SincConverter: RateConverter {
  private let state: OpaquePointer
  private let inputRate: Int
  private let outputRate: Int
  private var received = 0
  private var emitted = 0
  private var scratch = [Float](repeating: 0, count: 8192)

  /// Whether libsamplerate can convert between these rates at all.
  static func canConvert(from input: Int, to output: Int) -> Bool {
    src_is_valid_ratio(Double(output) / Double(input)) != 0
  }

  init(from inputRate: Int, to outputRate: Int, quality: ResamplingQuality) throws(MediaError) {
    let type =
      switch quality {
      case .best: SRC_SINC_BEST_QUALITY
      case .medium: SRC_SINC_MEDIUM_QUALITY
      case .fastest: SRC_SINC_FASTEST
      }
    var status: Int32 = 0
    guard let state = src_new(Int32(type), 1, &status) else {
      throw MediaError(.outOfMemory, "libsamplerate cannot start: \(String(cString: src_strerror(status))).")
    }
    self.state = state
    (self.inputRate, self.outputRate) = (inputRate, outputRate)
  }

  deinit { src_delete(state) }

  func process(_ input: UnsafeBufferPointer<Float>, into output: inout [Float]) {
    received += input.count
    convert(input, limit: .max, into: &output)
  }

  func finish(into output: inout [Float]) {
    let target = convertedLength(received, from: inputRate, to: outputRate)
    // libsamplerate would end at the floor of the ratio; zeros carry it past the last sample that is wanted.
    let zeros = [Float](repeating: 0, count: 4096)
    while emitted < target {
      zeros.withUnsafeBufferPointer { convert($0, limit: target - emitted, into: &output) }
    }
    src_reset(state)
    (received, emitted) = (0, 0)
  }

  private func convert(_ input: UnsafeBufferPointer<Float>, limit: Int, into output: inout [Float]) {
    var taken = 0
    var left = limit
    while left > 0 {
      let capacity = min(scratch.count, left)
      let made = scratch.withUnsafeMutableBufferPointer { scratch -> Int in
        var request = SRC_DATA()
        request.data_in = input.baseAddress.map { $0 + taken }
        request.input_frames = input.count - taken
        request.data_out = scratch.baseAddress
        request.output_frames = capacity
        request.src_ratio = Double(outputRate) / Double(inputRate)
        let status = src_process(state, &request)
        precondition(status == 0, "libsamplerate was called wrongly: \(status)")
        taken += request.input_frames_used
        return request.output_frames_gen
      }
      output += scratch[..<made]
      emitted += made
      left -= made
      if made < capacity && taken == input.count { return }
    }
  }
}

internal import Core

/// Memory of activations, in which networks for batches of several sizes take turns.
///
/// What lies in it is of use within one pass, and networks that share it run one after the other: the one for an epoch's
/// last, smaller batch needs no memory besides that of the others.
final class NetworkMemory {
  private var buffers: [AlignedBuffer] = []
  private var next = 0

  /// Begins to lend from the start, to another network.
  func rewind() { next = 0 }

  /// Memory for `count` values, larger where another network has needed more in the same place.
  func buffer(count: Int) throws(NetworkError) -> AlignedBuffer {
    defer { next += 1 }
    if next < buffers.count, buffers[next].values.count >= count { return buffers[next] }
    let made = try AlignedBuffer(count: count)
    if next < buffers.count { buffers[next] = made } else { buffers.append(made) }
    return made
  }
}

/// Samples with NaN and infinities replaced by straight lines between their finite neighbours.
///
/// At the ends the nearest finite sample is repeated; a signal without any finite sample becomes zeros. The result holds
/// finite samples only, which every filter, envelope and correlation here asks for.
public func mendingNonFinite(_ samples: [Float]) -> [Float] {
  guard samples.contains(where: { !$0.isFinite }) else { return samples }
  let good = samples.indices.filter { samples[$0].isFinite }
  guard let first = good.first, let last = good.last else { return [Float](repeating: 0, count: samples.count) }
  var result = samples
  for i in 0..<first { result[i] = samples[first] }
  for i in (last + 1)..<max(last + 1, samples.count) { result[i] = samples[last] }
  for (left, right) in zip(good, good.dropFirst()) where right - left > 1 {
    let (from, to) = (Double(samples[left]), Double(samples[right]))
    for i in (left + 1)..<right { result[i] = Float(from + (to - from) * Double(i - left) / Double(right - left)) }
  }
  return result
}

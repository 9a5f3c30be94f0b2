import Augmentation
import TestSupport
import Testing

/// The published page is made from the code.
@Suite struct CatalogueTests {
  @Test func thePublishedPageIsCurrent() throws {
    let text = Catalogue.markdown
    #expect(try Snapshot(inRepository: "manifests/augmentation").recorded("README.md", for: text) == text)
  }

  @Test func namesAreUniqueAndSaid() {
    let names = Catalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    for transform in Catalogue.all {
      #expect(!transform.source.isEmpty && transform.summary.hasSuffix("."), "\(transform.name)")
      #expect(Catalogue.list.contains(transform.name))
      #expect(Set(transform.parameters.map(\.name)).count == transform.parameters.count)
      for parameter in transform.parameters {
        guard case .number(let usual, let limits, _) = parameter.kind else { continue }
        #expect(limits.contains(usual.lowerBound) && limits.contains(usual.upperBound), "\(transform.name)")
      }
    }
  }

  @Test func valuesAreSaidInThreeDigitsWithTheirUnits() {
    func words(_ transform: String, _ values: [String: AugmentationOperation.Value]) -> [String] {
      AugmentationOperation(transform: transform, values: values).readableValues.map { "\($0.name) \($0.value)" }
    }
    #expect(words("gain", ["gain": .number(-0.941786)]) == ["gain -0.942 dB"])
    #expect(
      words("respiratory_modulation", ["depth": .number(0.25), "rate": .number(15.9999)])
        == ["rate 16 1/min", "depth 0.25"])
    // Counts stay what they are.
    #expect(words("magnitude_warp", ["knots": .number(1234)]) == ["knots 1234"])
  }
}

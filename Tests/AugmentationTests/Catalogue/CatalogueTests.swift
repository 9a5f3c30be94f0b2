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
}

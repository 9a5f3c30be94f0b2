import Testing

@testable import Training

@Suite struct SpreadTests {
  @Test func meanAndDeviationLeaveOutWhatIsUndefined() {
    let spread = Spread("auroc", [0.5, nil, 0.7, 0.9])
    #expect(agree(spread.mean, 0.7) && agree(spread.standardDeviation, 0.2))
    #expect(spread.minimum == 0.5 && spread.maximum == 0.9 && spread.folds == 3)
    #expect(spread.words == "0.700 ± 0.200" && spread.name == "AUROC")
    #expect(Spread("x", [nil]).mean == nil && Spread("x", [1]).standardDeviation == nil)
  }
}

@Suite struct AblationVariantTests {
  /// Switching twice gives the usual setting back or leaves it off; once always changes something.
  @Test(arguments: AblationVariant.allCases) func aVariantSwitchesOneThing(variant: AblationVariant) throws {
    let settings = ModelArchitecture.cnnLogMel.design.settings
    let (once, words) = try #require(variant.switched(settings))
    #expect(once != settings && words.hasPrefix(variant.rawValue))
    let (twice, back) = try #require(variant.switched(once))
    #expect(twice != once && back != words)
    #expect(variant.switched(ModelArchitecture.linear.design.settings) == nil)
  }
}

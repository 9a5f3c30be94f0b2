import Testing

@testable import Preparation

@Suite struct FolderNameTests {
  @Test(arguments: [
    ("normal", "normal"), ("a/b", "a_b"), ("..", "_.."), ("Mitralinsuffizienz (leicht)", "Mitralinsuffizienz _leicht_"),
    ("心音", "心音"),
    ("💓", "_"), ("x\n,\"y", "x___y"), (String(repeating: "é", count: 400), String(repeating: "é", count: 64)),
  ]) func labelsBecomeSafe(label: String, folder: String) { #expect(FolderName.safe(label) == folder) }
}

import Foundation
import TestSupport
import Testing

/// The scripts of tools/cluster, on a private Slurm.
@Suite struct ClusterTests {
  /// Skipped, with the script's own message, where Slurm is not installed or nobody may start it.
  @Test func theScriptsWorkOnSlurm() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("tools/cluster/test")
    let run = try Program.run(shell: "exec timeout -k 20 600 \"$1\" \"$0\"", "auscult", [script.path])
    if run.status == 77 { return print("skipped: \(run.messages)", terminator: "") }
    #expect(run.status == 0, "\(run.output)\(run.messages)")
  }
}

import Core
import Curation
import Foundation
import Testing

private func recording(_ path: String, label: String? = "normal", patient: String = "") -> Recording {
  Recording(path: path, in: URL(fileURLWithPath: "/"), label: label, patientID: patient)
}

@Suite struct GroupingTests {
  @Test func componentsJoinPatientsAndBytes() {
    let recordings = [
      recording("a.wav", patient: "1"), recording("b.wav", patient: "1"), recording("c.wav"),
      recording("d.wav", patient: "2"),
    ]
    let digests: [String?] = ["x", "y", "y", "z"]
    let groups = Grouping.groups(of: recordings, contentDigests: digests, by: .patient)
    #expect(groups == ["patient-1", "patient-1", "patient-1", "patient-2"])
    let byRecording = Grouping.groups(of: recordings, contentDigests: digests, by: .recording)
    #expect(Set(byRecording).count == 3)
    #expect(byRecording[1] == byRecording[2])
    // What nobody could read is not the same.
    let unread = Grouping.groups(of: recordings, contentDigests: [nil, "y", nil, nil] as [String?], by: .recording)
    #expect(Set(unread).count == 4)
  }

  @Test func sharedKeysUniteGroups() {
    let united = Grouping.united(
      ["c", "b", "a", "d", "d", "e"],
      sharing: [["x", "1"], ["x", ""], ["", "1"], ["y"], [], ["1", "x"]])
    // Keys of one position are compared, blanks are not, and the first name in byte order stays.
    #expect(united == ["a", "a", "a", "d", "d", "e"])
  }

  @Test func sameStemsHaveDifferentIDs() {
    #expect(recording("x/a.wav").id != recording("x/a.m4a").id)
    #expect(recording("x/ä (1)\n.wav").id.wholeMatch(of: /[A-Za-z0-9_.-]+-[0-9a-f]{12}/) != nil)
  }
}

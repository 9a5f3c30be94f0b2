/// Whether `a` stands before `b` in the order of their UTF-8 bytes, which no locale and no normalisation changes.
public func precedesInBytes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

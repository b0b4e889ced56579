// What a delta and an overlay have in common: the signed head of the bundle that they give, and
// those of its sections that they carry whole. Tests: Tests/PassIssueTests/DeltaTests.swift.

extension BundleSection {
    /// Whether a delta carries only what changed of it, pass by pass.
    var isToldByPass: Bool {
        switch self {
        case .manifest, .display, .lookup: true
        case .sealedKeys, .guards, .conditions: false
        }
    }
}

/// A proved head, and the whole sections somewhere behind it.
struct SignedTop: Sendable {
    let bytes: BundleBytes
    let head: BundleFile.Head
    /// In the order of the head's parts; empty for those that are told pass by pass.
    let whole: [Range<Int>]
    /// Where the last of them ends.
    let end: Int

    /// - Parameter start: where the first whole section lies.
    init(_ bytes: BundleBytes, _ head: BundleFile.Head, from start: Int) {
        var position = start
        whole = head.parts.map { part in
            let count = part.section?.isToldByPass == true ? 0 : part.count
            defer { position += count }
            return position..<position + count
        }
        self.bytes = bytes
        self.head = head
        end = position
    }
}

extension BundleFile.Head {
    /// Bytes of a section as signed; 0 where the head names none.
    func count(of section: BundleSection) -> Int {
        parts.first { $0.section == section }?.count ?? 0
    }
}

// Where the sections of a bundle lie. Tests: Tests/PassIssueTests/BundleTests.swift.

/// Byte ranges of a bundle's sections.
///
/// An array: making the first dictionary of a type takes the runtime as long as all of the opening.
struct SectionPlaces {
    private var ranges = [Range<Int>?](repeating: nil, count: BundleSection.allCases.count)

    /// The section's bytes in the file; empty where it is absent.
    subscript(_ section: BundleSection) -> Range<Int> { ranges[Self.slot(section)] ?? 0..<0 }

    /// Whether no section is missing that every bundle has.
    var isWhole: Bool {
        BundleSection.allCases.allSatisfy { $0.mayBeAbsent || ranges[Self.slot($0)] != nil }
    }

    mutating func put(_ section: BundleSection, at range: Range<Int>) {
        ranges[Self.slot(section)] = range
    }

    private static func slot(_ section: BundleSection) -> Int { Int(section.rawValue) - 1 }
}

// Where the sections of a bundle lie. Tests: Tests/PassIssueTests/BundleTests.swift.

/// Byte ranges of a bundle's sections.
///
/// An array of a type that is not generic: making the first dictionary of a type, or the first
/// array of ranges, takes the runtime as long as all of the opening.
struct SectionPlaces {
    private struct Place {
        let range: Range<Int>
    }

    private var places = [Place?](repeating: nil, count: BundleSection.allCases.count)

    /// The section's bytes in the file; empty where it is absent.
    subscript(_ section: BundleSection) -> Range<Int> {
        places[Self.slot(section)]?.range ?? 0..<0
    }

    /// Whether no section is missing that every bundle has.
    var isWhole: Bool {
        BundleSection.allCases.allSatisfy { $0.mayBeAbsent || places[Self.slot($0)] != nil }
    }

    mutating func put(_ section: BundleSection, at range: Range<Int>) {
        places[Self.slot(section)] = Place(range: range)
    }

    private static func slot(_ section: BundleSection) -> Int { Int(section.rawValue) - 1 }
}

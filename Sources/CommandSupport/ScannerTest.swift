// What a scanner that types like a keyboard does to a code on its way, told from a code that is
// known. Tests: Tests/CommandTests/ScannerTestTests.swift.
import PassFormat

/// The code of the test, and what is made of what arrived.
package enum ScannerTest {
    /// Printed on the guard's sheet: a pass's characters and those that keyboards differ in.
    package static let text = "GATEPASS-TEST/ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789"

    /// Finds what happened to the test code.
    ///
    /// - Parameter received: the bytes up to where the scanner stopped, the end of line included.
    /// - Returns: what was found, each at most once; only `.right` where nothing was.
    package static func findings(in received: [UInt8]) -> [ScannerFault] {
        let (body, ending) = ScannedEnding.split(received)
        guard !body.isEmpty else { return [.nothing] }
        let arrived = String(decoding: body, as: UTF8.self)
        var faults = faults(in: arrived)
        // Of a code that is another one nothing more can be said.
        if faults == [.pass] { return faults }
        switch ending {
        case .enter: break
        case .tab: faults.append(.endsWithTab)
        case .none: faults.append(.endsWithoutEnter)
        }
        return faults.isEmpty ? [.right] : faults
    }

    private static func faults(in arrived: String) -> [ScannerFault] {
        for path in ManglingPath.simplestFirst {
            let expected = path.applied(to: text)
            if let around = Surroundings(of: expected, in: arrived, path: path) {
                return path.faults + around.faults
            }
        }
        if ManglingPath.simplestFirst.contains(where: {
            runsCollapsed($0.applied(to: text)) == runsCollapsed(arrived)
        }) {
            return [.doubled]
        }
        var scanner = TokenScanner()
        let bytes = Array(arrived.utf8)
        if scanner.next(in: bytes.span) != nil { return [.pass] }
        if arrived.lowercased() == text.lowercased() { return [.unevenCase] }
        if arrived.unicodeScalars.contains(where: { $0.value >= 0x2E80 }) { return [.inputMethod] }
        if arrived.count >= 8, isPart(arrived, of: text) { return [.lost] }
        return [.unknown]
    }

    /// Whether the characters come in this order, with others left out.
    private static func isPart(_ text: String, of whole: String) -> Bool {
        var rest = whole[...]
        for character in text {
            guard let place = rest.firstIndex(of: character) else { return false }
            rest = rest[rest.index(after: place)...]
        }
        return true
    }

    /// Each run of the same character as one.
    private static func runsCollapsed(_ text: String) -> String {
        text.reduce(into: "") { kept, next in if kept.last != next { kept.append(next) } }
    }
}

/// One thing that a scanner or the machine does to a code.
package enum ScannerFault: Sendable, Equatable, CaseIterable {
    /// Nothing at all: it arrived as it is.
    case right
    case nothing
    /// A pass was scanned instead of the test code.
    case pass
    case capitals, unevenCase, fullWidth, inputMethod
    case germanKeyboard, frenchKeyboard
    case doubled, lost
    case identifier, prefix, suffix
    case endsWithTab, endsWithoutEnter
    case unknown
}

/// What ends a scan.
private enum ScannedEnding {
    case enter, tab, none

    /// Takes the end of line off.
    static func split(_ received: [UInt8]) -> (body: [UInt8], ending: ScannedEnding) {
        var body = received
        var ending = ScannedEnding.none
        // A terminal turns Enter into 0x0A, other lines carry it as 0x0D or both.
        while let last = body.last, [0x0A, 0x0D].contains(last) {
            body.removeLast()
            ending = .enter
        }
        if body.last == 0x09 {
            body.removeLast()
            // Tab before Enter is a suffix that does no harm.
            if ending == .none { ending = .tab }
        }
        return (body, ending)
    }
}

/// What stands before and behind the test code.
private struct Surroundings {
    private(set) var faults: [ScannerFault] = []

    /// Nil where the code is not there.
    init?(of expected: String, in arrived: String, path: ManglingPath) {
        let (inner, outer) = (Array(expected.utf8), Array(arrived.utf8))
        guard inner.count <= outer.count,
            let place = (0...outer.count - inner.count).first(where: {
                outer[$0..<$0 + inner.count].elementsEqual(inner)
            })
        else { return nil }
        if place > 0 {
            let before = String(decoding: outer[..<place], as: UTF8.self)
            faults.append(Self.isIdentifier(before, path: path) ? .identifier : .prefix)
        }
        if place + inner.count < outer.count { faults.append(.suffix) }
    }

    /// AIM symbology identifiers of QR Code (ISO/IEC 15424): `]Q` and a digit.
    private static func isIdentifier(_ text: String, path: ManglingPath) -> Bool {
        (0...9).contains { path.applied(to: "]Q\($0)") == text }
    }
}

// How a line of a stream falls into codes. Tests: Tests/PassFormatTests/LinePartsTests.swift.

/// The parts of a line, each to be read as one code.
///
/// A bare prefix is a part too, and so is a line without any token; a blank line has none. What
/// spoils a token, such as a digit right after it, stays in its part.
///
/// - Parameter line: UTF-8, without its line feed.
/// - Returns: ranges of bytes, in order.
package func parts(ofLine line: Span<UInt8>) -> [Range<Int>] {
    var scanner = TokenScanner()
    var parts: [Range<Int>] = []
    var start = 0
    while let token = scanner.next(in: line) {
        var end = token.body.upperBound
        if token.isFollowedByStray { end += Unit(at: end, of: line).width }
        parts.append(start..<end)
        start = end
    }
    if !parts.isEmpty { return parts }
    let isBlank = line.indices.allSatisfy { [0x20, 0x09, 0x0D, 0x0A].contains(line[$0]) }
    return isBlank ? [] : [0..<line.count]
}

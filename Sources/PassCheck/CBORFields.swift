// What the gate's own documents need of CBOR beyond the token: lists, keys in a row, ranges.
package import PassFormat

extension CBORWriter {
    /// Appends a map whose keys are 0 and on, in the order of the items.
    package mutating func numberedMap(_ items: [(inout CBORWriter) -> Void]) {
        head(.map, UInt64(items.count))
        for (key, write) in items.enumerated() {
            unsigned(key)
            write(&self)
        }
    }

    mutating func array<Element>(
        _ elements: [Element], _ write: (inout CBORWriter, Element) -> Void
    ) {
        head(.array, UInt64(elements.count))
        for element in elements { write(&self, element) }
    }
}

extension CBORCursor {
    /// - Throws: `CBORFault.unexpected` where the next item is another number.
    package mutating func expectKey(_ key: UInt64, in input: Span<UInt8>) throws(CBORFault) {
        guard try unsigned(in: input) == key else { throw .unexpected }
    }

    /// An unsigned number of a narrower type.
    ///
    /// - Throws: `CBORFault.unexpected` where it is beyond that.
    package mutating func number<Number: FixedWidthInteger>(
        in input: Span<UInt8>
    ) throws(CBORFault) -> Number {
        guard let number = Number(exactly: try unsigned(in: input)) else { throw .unexpected }
        return number
    }

    mutating func signed(in input: Span<UInt8>) throws(CBORFault) -> Int64 {
        let head = try head(in: input)
        guard let magnitude = Int64(exactly: head.argument) else { throw .unexpected }
        switch head.kind {
        case .unsigned: return magnitude
        case .negative: return -1 - magnitude
        case .bytes, .text, .array, .map, .tag, .simple: throw .unexpected
        }
    }

    mutating func array<Element>(
        in input: Span<UInt8>,
        _ read: (inout CBORCursor, Span<UInt8>) throws(CBORFault) -> Element
    ) throws(CBORFault) -> [Element] {
        let count = try arrayCount(in: input)
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try read(&self, input)) }
        return elements
    }
}

extension KeyID {
    init(reading input: Span<UInt8>, _ cursor: inout CBORCursor) throws(CBORFault) {
        let place = try cursor.byteString(in: input)
        guard place.count == 3 else { throw .unexpected }
        let start = place.lowerBound
        let group = UInt16(input[start + 1]) << 8 | UInt16(input[start + 2])
        self.init(epoch: input[start], group: group)
    }
}

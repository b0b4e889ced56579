// Writing a payload's claims, for the issuer.

extension Claims {
    /// The payload, as deterministic CBOR.
    package func encoded() -> [UInt8] {
        var writer = CBORWriter()
        writer.head(.map, 4)
        writer.unsigned(4)
        writer.unsigned(expires.seconds)
        writer.unsigned(5)
        writer.unsigned(notBefore.seconds)
        writer.unsigned(7)
        writer.byteString(identity.cti.indices.map { identity.cti[$0] })
        writer.integer(-65537)
        writer.item(encodedPassMap())
        return writer.bytes
    }

    private func encodedPassMap() -> [UInt8] {
        var pairs = CBORWriter()
        var count: UInt64 = 1
        func begin(_ key: UInt64) {
            pairs.unsigned(key)
            count += 1
        }
        pairs.unsigned(0)
        pairs.unsigned(kind.rawValue)
        if let zones {
            begin(1)
            pairs.numbers(zones.array)
        }
        if let gates {
            begin(2)
            pairs.numbers(gates.array)
        }
        if let organisation {
            begin(3)
            pairs.unsigned(organisation)
        }
        if let label {
            begin(4)
            pairs.text(label.text)
        }
        if let route {
            begin(5)
            pairs.unsigned(route)
        }
        if let dayWindow {
            begin(6)
            pairs.numbers([dayWindow.startMinute, dayWindow.endMinute])
        }
        if let direction {
            begin(7)
            pairs.unsigned(direction.rawValue)
        }
        if let maximumEntries {
            begin(8)
            pairs.unsigned(maximumEntries)
        }
        if copies == .liveRequired {
            begin(9)
            pairs.truth(true)
        }
        var map = CBORWriter()
        map.head(.map, count)
        map.item(pairs.bytes)
        return map.bytes
    }
}

extension CBORWriter {
    fileprivate mutating func numbers(_ numbers: [UInt16]) {
        head(.array, UInt64(numbers.count))
        for number in numbers { unsigned(number) }
    }
}

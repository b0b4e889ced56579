// Addresses of the other end of a connection, and ranges of them as RFC 4632 and RFC 4291 write
// them. An IPv4 address is kept as the IPv6 address that maps it, so that both are one.

/// An IPv4 or IPv6 address.
struct NetworkAddress: Sendable, Hashable {
    private static let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// 16 bytes, the highest first.
    fileprivate let bytes: [UInt8]

    /// - Parameter text: as `192.0.2.7` or `2001:db8::7`, in brackets or not; a port after an IPv4
    ///   address or after brackets is passed over.
    init?(_ text: some StringProtocol) {
        var address = Substring(text)
        if address.first == "[" {
            guard let end = address.firstIndex(of: "]") else { return nil }
            address = address[address.index(after: address.startIndex)..<end]
        } else if address.contains("."), address.count(where: { $0 == ":" }) == 1 {
            address = address.prefix { $0 != ":" }
        }
        guard let bytes = Self.version4(address).map({ Self.mapped + $0 }) ?? Self.version6(address)
        else { return nil }
        self.bytes = bytes
    }

    /// Whether it is this machine's own.
    var isLoopback: Bool {
        isVersion4 ? bytes[12] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    fileprivate var isVersion4: Bool { bytes.starts(with: Self.mapped) }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in
            part.allSatisfy { ("0"..."9").contains($0) } ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            return groups(text).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard !text[..<gap.lowerBound].contains("."),
            let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...])
        else { return nil }
        let missing = 16 - head.count - tail.count
        return missing < 2 ? nil : head + [UInt8](repeating: 0, count: missing) + tail
    }

    /// Groups of hexadecimal digits, of which the last may be an IPv4 address.
    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = version4(part) else { return nil }
                bytes += last
            } else {
                guard 1...4 ~= part.utf8.count, part.allSatisfy(\.isHexDigit),
                    let value = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
            }
        }
        return bytes
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// One spelling for each address; groups of zeros are not shortened.
    var description: String {
        if isVersion4 { return bytes[12...].map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }.joined(separator: ":")
    }
}

/// Addresses that begin with the same bits.
package struct AddressRange: Sendable, Equatable {
    private let start: NetworkAddress
    /// Of 128.
    private let bits: Int

    /// - Parameter text: an address, or a range as `10.0.0.0/8` or `fd00::/8`.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let start = NetworkAddress(parts[0]) else { return nil }
        let most = start.isVersion4 ? 32 : 128
        var bits = most
        if parts.count == 2 {
            guard let given = UInt8(parts[1]), given <= most else { return nil }
            bits = Int(given)
        }
        self.start = start
        self.bits = bits + 128 - most
    }

    /// Whether an address lies in the range.
    func contains(_ address: NetworkAddress) -> Bool {
        let whole = bits / 8
        guard address.bytes.prefix(whole) == start.bytes.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || (address.bytes[whole] ^ start.bytes[whole]) >> (8 - rest) == 0
    }
}

extension [AddressRange] {
    /// Whether an address lies in one of them.
    func contains(_ address: NetworkAddress) -> Bool { contains { $0.contains(address) } }
}

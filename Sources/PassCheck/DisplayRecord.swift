// What the guard's screen may show of a pass, sealed so that only the pass itself opens it.
import PassCrypto
package import PassFormat

/// Name, firm and number of the pass in front of the guard.
package struct DisplayRecord: Sendable, Equatable {
    /// Sizes that records are padded to, in bytes, so that a length tells little.
    package static let sizeClassesBytes = [128, 256, 512, 1024]

    package var number: String
    package var name: String?
    package var firm: String?
    package var department: String?
    package var plate: String?
    /// Masked names of a vehicle's drivers.
    package var drivers: [String]
    /// Of each driver 8 bytes, by `hash(ofDriver:of:)`: what a driver told at the gate is judged
    /// by.
    package var driverHashes: [[UInt8]]

    package init(
        number: String, name: String?, firm: String?, department: String?, plate: String?
    ) {
        self.number = number
        self.name = name
        self.firm = firm
        self.department = department
        self.plate = plate
        drivers = []
        driverHashes = []
    }

    /// The first 8 bytes of SHA-256("gatepass/1 driver" || pass id || name in UTF-8).
    ///
    /// - Parameters:
    ///   - name: whole, in canonical form.
    ///   - identity: the pass that lists the driver.
    package static func hash(ofDriver name: String, of identity: PassIdentity) -> [UInt8] {
        SHA256.hash("gatepass/1 driver", identity.id, Array(name.utf8)).prefix(8)
    }

    /// The record padded to its size class; nil where it fits none.
    package var padded: [UInt8]? {
        var writer = CBORWriter(capacityBytes: Self.sizeClassesBytes[0])
        writer.head(.array, 7)
        for text in [number, name ?? "", firm ?? "", department ?? "", plate ?? ""] {
            writer.text(text)
        }
        writer.array(drivers) { $0.text($1) }
        writer.array(driverHashes) { $0.byteString($1) }
        let count = writer.bytes.count
        guard let size = Self.sizeClassesBytes.first(where: { $0 >= count + 2 }) else {
            return nil
        }
        var padded: [UInt8] = []
        padded.reserveCapacity(size)
        padded += bigEndianBytes(UInt16(clamping: count))
        padded += writer.bytes
        padded += repeatElement(0, count: size - padded.count)
        return padded
    }

    /// - Throws: `CBORFault` where the bytes are not a padded record.
    init(padded bytes: [UInt8]) throws(CBORFault) {
        guard bytes.count >= 2 else { throw .malformed }
        let count = Int(bytes[0]) << 8 | Int(bytes[1])
        guard count <= bytes.count - 2 else { throw .malformed }
        let all = bytes.span
        let input = all.extracting(2..<2 + count)
        try CBORCursor.check(input, tags: .refused)
        var cursor = CBORCursor()
        guard try cursor.arrayCount(in: input) == 7 else { throw .unexpected }
        number = try cursor.text(in: input)
        func optional(_ text: String) -> String? { text.isEmpty ? nil : text }
        name = optional(try cursor.text(in: input))
        firm = optional(try cursor.text(in: input))
        department = optional(try cursor.text(in: input))
        plate = optional(try cursor.text(in: input))
        drivers = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            try cursor.text(in: input)
        }
        driverHashes = try cursor.array(in: input) { (cursor, input) throws(CBORFault) in
            try cursor.byteArray(in: input)
        }
    }
}

/// Display records behind one another.
///
/// A table of ends comes first, then the sealed records, in the manifest's
/// order. An entry without a record has none: its end is its start.
package enum DisplaySection {
    /// Puts the section together; passes in the manifest's order.
    package static func encode(_ passes: [PassContent]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(passes.reduce(passes.count * 4) { $0 + $1.recordCount })
        var end: UInt32 = 0
        for pass in passes {
            end &+= UInt32(clamping: pass.recordCount)
            bytes.append(bigEndian: end)
        }
        for pass in passes { bytes += pass.record }
        return bytes
    }

    /// The place of a record in the section; nil where there is none.
    static func place(
        of position: Int, entries: Int, in bytes: BundleBytes, section: Range<Int>
    ) -> Range<Int>? {
        let table = entries * 4
        guard position < entries, table <= section.count else { return nil }
        func end(_ index: Int) -> Int {
            let start = section.lowerBound + index * 4
            return bytes.withSpan(start..<start + 4) { Int(bigEndianNumber($0, 0..<4)) }
        }
        let from = position == 0 ? 0 : end(position - 1)
        let to = end(position)
        guard from < to, to <= section.count - table else { return nil }
        let records = section.lowerBound + table
        return records + from..<records + to
    }
}

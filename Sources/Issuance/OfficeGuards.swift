// Guards of gates and their codes. Tests: Tests/IssuanceTests/OfficeRuleTests.swift.
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
package import Registry

extension Office {
    /// Bytes that a guard's code has at most.
    private static let longestCodeBytes = 128

    /// Makes a person a guard of a gate, or gives the guard a new code.
    ///
    /// - Parameters:
    ///   - code: as typed, in UTF-8; 6 characters at least. The caller wipes its copy.
    /// - Throws: `OfficeError` for a code that is too short, or nobody of this name.
    package func addGuard(
        _ name: HolderName, gate: GateNumber, code: [UInt8]
    ) throws(OfficeError) -> Guard {
        try changing { act in
            try requireCode(code)
            let salt = try setting.random.bytes(GuardRecord.saltBytes)
            let hash = try scrypt(code, salt: salt, cost: .guardCode)
            return try registry.setGuard(
                name, of: gate, code: GuardCodeHash(salt: salt, hash: hash), act: act)
        }
    }

    /// The guards of a gate, or of all.
    package func guards(of gate: GateNumber?) throws(OfficeError) -> [Guard] {
        try office { try registry.guards(of: gate, at: now) }
    }

    /// Ends somebody's being a guard of a gate.
    package func revokeGuard(
        _ name: HolderName, gate: GateNumber, why: String
    ) throws(OfficeError) {
        try changing(why: why) { act in try registry.revokeGuard(name, of: gate, act: act) }
    }

    /// The guards of a gate, each sealed under the badge that its bundle holds.
    func guardRecords(of gate: Gate) throws -> [GuardRecord] {
        try registry.guardBadges(of: gate.number, at: now).compactMap { badge in
            let found = try registry.gatePass(badge.index, of: gate.site, at: now).pass
            guard let entry = try found.map(BundleEntry.init), let display = entry.display else {
                return nil
            }
            let record = try GuardRecord.seal(
                badge.code.hash, salt: badge.code.salt, badge: display.token,
                reference: entry.entry.reference, random: setting.random)
            guard let record else {
                throw BundleError.damagedToken(index: entry.entry.reference.index)
            }
            return record
        }
    }

    private func requireCode(_ code: [UInt8]) throws(OfficeError) {
        let least = GuardRecord.shortestCodeCharacters
        let text = String(validating: code, as: UTF8.self) ?? ""
        guard text.count >= least, code.count <= Self.longestCodeBytes,
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw OfficeError(
                "口令应为 \(least) 个以上可打印字符（最多 \(Self.longestCodeBytes) 字节）；请另选一个",
                "a guard's code has \(least) printable characters or more, and"
                    + " \(Self.longestCodeBytes) bytes at most; choose another")
        }
    }
}

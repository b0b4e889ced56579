// The office: registry and key ring of one data folder, opened together. The use cases are in the
// files beside this one, by what they are about. Tests: Tests/IssuanceTests.
import FoundationEssentials
package import PassCrypto
import PassFormat
import PassIssue
import PrivateFiles
import Registry
import Synchronization

/// Where an office's data and keys lie; both are paths as the settings gave them.
package struct OfficeFolders: Sendable {
    package let data: String
    package let keys: String
    /// Where the passphrase of a sealed key ring is; nil where nobody said.
    package let passphrase: PassphrasePlace?

    package init(data: String, keys: String, passphrase: PassphrasePlace? = nil) {
        self.data = data
        self.keys = keys
        self.passphrase = passphrase
    }

    var registry: String { "\(data)/\(Registry.fileName)" }
    var revocations: RevocationLog {
        RevocationLog(path: "\(keys)/\(RevocationLog.fileName)")
    }
}

/// The office's clock, as an argument.
package struct OfficeClock: Sendable {
    private let read: @Sendable () -> Int64

    package init(_ nowSeconds: @escaping @Sendable () -> Int64) { read = nowSeconds }

    /// Seconds since 1970.
    package var nowSeconds: Int64 { read() }
}

/// Who acts, at what time, with which randomness.
package struct OfficeSetting: Sendable {
    let who: String
    let clock: OfficeClock
    let random: RandomSource

    /// - Parameter who: the login name, for the audit.
    package init(who: String, clock: OfficeClock, random: RandomSource) {
        self.who = who
        self.clock = clock
        self.random = random
    }
}

/// An open office.
package struct Office: Sendable {
    static let auditHeadName = "audit.head"

    let folders: OfficeFolders
    private(set) var setting: OfficeSetting
    let ring: KeyRing
    let registry: Registry
    let sitePasses = SitePasses()
    let listProgress = ListProgress()
    let readiness = Readiness()
    private let heads = AuditHeads()

    private init(
        _ folders: OfficeFolders, _ setting: OfficeSetting, _ ring: KeyRing, _ registry: Registry
    ) {
        self.folders = folders
        self.setting = setting
        self.ring = ring
        self.registry = registry
    }

    /// Makes the data folder, the key ring with epoch 1, and an empty registry.
    ///
    /// - Parameter area: the six digits that open every pass number.
    /// - Throws: `OfficeError` where one of them is there already, or cannot be made.
    package static func initialise(
        _ folders: OfficeFolders, area: UInt32, setting: OfficeSetting
    ) throws(OfficeError) -> Office {
        try office {
            guard area <= 999_999 else {
                throw OfficeError(
                    "区划代码应为六位数字，例如 310117", "an area code has six digits, such as 310117")
            }
            guard !FileManager.default.fileExists(atPath: folders.registry) else {
                throw RegistryError.alreadyThere(path: folders.registry)
            }
            _ = try PrivateFolder(making: folders.data)
            let ring = try KeyRing.make(at: folders.keys, random: setting.random)
            let act = Act(who: setting.who, atSeconds: setting.clock.nowSeconds)
            let registry = try Registry.create(
                path: folders.registry,
                seal: RegistrySeal(dataKey: ring.dataKey, random: setting.random),
                revocations: folders.revocations, areaCode: area, act: act)
            let made = Office(folders, setting, ring, registry)
            try made.keepAuditHead()
            return made
        }
    }

    /// Opens an office that is there.
    ///
    /// - Throws: `OfficeError` with exit code 3 where there is none, or it cannot be used.
    package static func open(
        _ folders: OfficeFolders, setting: OfficeSetting
    ) throws(OfficeError) -> Office {
        try office {
            guard FileManager.default.fileExists(atPath: folders.registry) else {
                throw RegistryError.noRegistry(path: folders.registry)
            }
            try PrivateFolder(opening: folders.data).requireOwnFile(Registry.fileName)
            let ring = try folders.openRing()
            let registry = try Registry.open(
                path: folders.registry,
                seal: RegistrySeal(dataKey: ring.dataKey, random: setting.random),
                revocations: folders.revocations)
            return Office(folders, setting, ring, registry)
        }
    }

    var now: Int64 { setting.clock.nowSeconds }

    /// The office's clock.
    package var clock: OfficeClock { setting.clock }

    /// The same office under the name of somebody else, who is to stand in the audit.
    ///
    /// - Parameter who: an account as `account:12`, or a login name.
    package func acting(as who: String) -> Office {
        var office = self
        office.setting = OfficeSetting(who: who, clock: setting.clock, random: setting.random)
        return office
    }

    /// Runs a change under the name of who acts, and keeps the audit's new head beside the keys.
    func changing<Value>(
        why: String = "", _ body: (Act) throws -> Value
    ) throws(OfficeError) -> Value {
        try office {
            let act = Act(who: setting.who, atSeconds: now, why: why)
            if registry.isTogether { return try body(act) }
            try requireAuditEnd()
            let value = try body(act)
            try keepAuditHead()
            return value
        }
    }

    /// Does the work of several callers on this thread, whose changes share one commit and one
    /// keeping of the audit's head.
    ///
    /// That waits for the disk three times: what is returned keeps the head, on any thread, while
    /// others already go on. Nobody may be told what came of the work before that was called.
    ///
    /// - Returns: throws `OfficeError` where the head could not be kept.
    /// - Throws: `OfficeError` where nothing was changed.
    package func commitTogether(
        _ work: () -> Void
    ) throws(OfficeError) -> @Sendable () throws -> Void {
        try office {
            var isChanged = false
            try registry.together {
                try requireAuditEnd()
                let before = try registry.auditHead()
                work()
                isChanged = try registry.auditHead() != before
            }
            guard isChanged else { return {} }
            let change = heads.end()
            return { try Issuance.office { try keepAuditHead(of: change) } }
        }
    }

    /// Refuses to change anything where rows that were written are gone from the audit's end: the
    /// head kept after the change would hide that for good.
    private func requireAuditEnd() throws {
        let folder = try PrivateFolder(opening: folders.keys)
        let kept = try folder.read(Self.auditHeadName, limitBytes: 256)
        guard let head = kept.flatMap({ AuditHead(line: String(decoding: $0, as: UTF8.self)) }),
            try !registry.auditHolds(head)
        else { return }
        throw OfficeError(
            "审计记录的末尾不是上次写下的：第 \(head.number) 行不见了或已被替换，未作任何改动；"
                + "请保留数据目录并报告，再用 `gatepass restore` 恢复备份",
            "the audit does not end as it was left: row \(head.number) is gone or another; nothing"
                + " was changed; keep the data folder, report it, and restore the last backup",
            exitCode: 3)
    }

    func keepAuditHead() throws { try keepAuditHead(of: heads.end()) }

    private func keepAuditHead(of change: Int) throws {
        try heads.keep(of: change) {
            let folder = try PrivateFolder(opening: folders.keys)
            // Of two programs the one that reads later also writes later.
            try folder.lock()
            defer { folder.unlock() }
            let line = Array(try registry.auditHead().line.utf8)
            try folder.replace(Self.auditHeadName, with: line.span)
        }
    }
}

/// Lets changes that end at the same time share one writing of the audit's head.
///
/// What is written after a change has ended holds it. Guards how many changes have ended, and of
/// how many the head is kept.
private final class AuditHeads: Sendable {
    private let ended = Atomic<Int>(0)
    private let kept = Mutex<Int>(0)

    /// Notes that a change has ended.
    ///
    /// - Returns: which one it is.
    func end() -> Int { ended.add(1, ordering: .acquiringAndReleasing).newValue }

    /// - Parameter write: keeps the newest head.
    func keep(of change: Int, _ write: () throws -> Void) throws {
        try kept.withLock { kept in
            guard kept < change else { return }
            let covered = ended.load(ordering: .acquiring)
            try write()
            kept = covered
        }
    }
}

/// A value as one line of JSON, keys in snake_case.
package enum OfficeJSON {
    /// - Throws: `OfficeError` where a value cannot be written, which no report of ours is.
    package static func text(_ value: some Encodable) throws(OfficeError) -> String {
        try office {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        }
    }

    /// A value from a line of JSON that `text` made.
    ///
    /// - Returns: nil for anything else.
    static func value<Value: Decodable>(_: Value.Type, from line: String) -> Value? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(Value.self, from: Data(line.utf8))
    }
}

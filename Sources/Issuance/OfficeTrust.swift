// What the office can prove of itself: its keys, its audit, its copies.
import FoundationEssentials
import PassCheck
import PassIssue
import PrivateFiles
package import Registry

/// What a check of the audit found.
package struct AuditReport: Sendable, Encodable {
    /// The first row that does not fit.
    package struct Fault: Sendable, Encodable {
        package let chinese: String
        package let english: String
    }

    package let rows: Int64
    package let fault: Fault?
}

/// Where audit rows were written.
package struct AuditExport: Sendable, Encodable {
    package let rows: Int64
    package let path: String
}

/// Where a copy was written.
package struct BackupReport: Sendable, Encodable {
    package let path: String
    /// The files beside the database.
    package let files: FileTally

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(path, forKey: .path)
        try files.encode(to: encoder)
    }

    private enum CodingKeys: String, CodingKey { case path }
}

/// What a restore did.
package struct RestoreReport: Sendable, Encodable {
    package let registry: RestoredRegistry
    /// The files beside the database that are there again.
    package let files: FileTally

    package func encode(to encoder: any Encoder) throws {
        try registry.encode(to: encoder)
        try files.encode(to: encoder)
    }
}

extension Office {
    private static let auditRowsAtATime = 10_000

    /// Checks the audit's chain, and its end against the head kept beside the keys.
    package func verifyAudit() throws(OfficeError) -> AuditReport {
        try office {
            let folder = try PrivateFolder(opening: folders.keys)
            let kept = try folder.read(Self.auditHeadName, limitBytes: 256)
            let head = kept.flatMap { AuditHead(line: String(decoding: $0, as: UTF8.self)) }
            guard let head else {
                throw OfficeError(
                    "密钥目录里缺少或损坏 \(Self.auditHeadName)，无法断定审计末尾是否完整",
                    "\(Self.auditHeadName) beside the keys is missing or damaged, so nobody"
                        + " can say whether the audit's end is whole")
            }
            let verdict = try registry.verifyAudit(against: head)
            return AuditReport(
                rows: verdict.rows,
                fault: verdict.fault.map { .init(chinese: $0.chinese, english: $0.english) })
        }
    }

    /// Writes the audit as JSON Lines.
    package func exportAudit(to path: String) throws(OfficeError) -> AuditExport {
        try office {
            try requireForeign(path)
            let file = try NewFile(path, mode: 0o600)
            var next: Int64 = 1
            while true {
                let rows = try registry.auditRows(from: next, limit: Self.auditRowsAtATime)
                guard let last = rows.last else { break }
                let lines = Array(try rows.map { try OfficeJSON.text($0) + "\n" }.joined().utf8)
                try file.append(lines.span)
                next = last.number + 1
            }
            try file.finish()
            return AuditExport(rows: next - 1, path: path)
        }
    }

    /// Copies the registry and the files beside it while they are in use.
    package func backup(to path: String) throws(OfficeError) -> BackupReport {
        try changing { act in
            try requireForeign(path)
            try requireReplaceable(path)
            var tally = FileTally()
            try registry.backup(
                to: path, files: { try gather($0, into: &tally, $1) }, act: act)
            return BackupReport(path: path, files: tally)
        }
    }

    /// Puts a copy in place of a registry that is gone, and moves it on past what it cannot know.
    ///
    /// - Throws: `OfficeError` where a registry is there, or the copy is not of this key ring.
    package static func restore(
        from path: String, _ folders: OfficeFolders, setting: OfficeSetting
    ) throws(OfficeError) -> RestoreReport {
        try office {
            let ring = try folders.openRing()
            _ = try PrivateFolder(making: folders.data)
            let act = Act(who: setting.who, atSeconds: setting.clock.nowSeconds)
            let seal = try RegistrySeal(dataKey: ring.dataKey, random: setting.random)
            try Registry.requireNothing(at: folders.registry)
            // The files first: a row always has one, and a file without a row harms nobody.
            try putFiles(of: path, folders, seal.files)
            let restored = try Registry.restore(
                path, to: folders.registry, seal: seal, revocations: folders.revocations, act: act)
            let opened = try Office.open(folders, setting: setting)
            try opened.keepAuditHead()
            return RestoreReport(registry: restored, files: try opened.checkFiles())
        }
    }

    /// Writes a file for its owner only, by rename after its bytes are on the disk.
    package func writeFile(_ bytes: [UInt8], to path: String) throws(OfficeError) {
        try office {
            try requireForeign(path)
            let file = try NewFile(path, mode: 0o600)
            try file.append(bytes.span)
            try file.finish()
        }
    }
}

extension Office {
    func requireForeign(_ path: String) throws(OfficeError) {
        try folders.requireForeign(path)
    }
}

extension OfficeFolders {
    /// Refuses an output that would take the place of a key, of the registry or of the settings.
    ///
    /// - Throws: `OfficeError` where `path` stands among the keys, or is such a file.
    package func requireForeign(_ path: String) throws(OfficeError) {
        let name = path.split(separator: "/").last ?? ""
        let isOwn =
            stands(path, in: keys)
            || stands(path, in: data)
                && (name.hasPrefix(Registry.fileName) || name == "gatepass.toml")
        guard isOwn else { return }
        throw OfficeError(
            "\(path) 是本系统自己的文件，不能用来存放输出；请另给路径",
            "\(path) is the office's own, not a place for output; give another path")
    }
}

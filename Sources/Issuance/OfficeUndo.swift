// Undoing an import: what is brought back, what cannot be and why, as `roster undo` tells it.
import Approvals
package import Registry

/// What undoing an import did, or would do; keys always present.
package struct UndoReport: Sendable, Encodable {
    /// Somebody, or a vehicle, left as it is.
    package struct Kept: Sendable, Encodable {
        /// Employee number or plate; null for a person without a number.
        package let key: String?
        /// Masked; null for a vehicle.
        package let name: String?
        package let reason: Bilingual

        private enum CodingKeys: CodingKey { case key, name, reason }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(key, forKey: .key)
            try container.encode(name, forKey: .name)
            try container.encode(reason, forKey: .reason)
        }
    }

    package let batch: Int64
    package let organisation: OrganisationNumber
    package let restored: Int
    package let removed: Int
    /// Leavers who are back on the list.
    package let returned: Int
    package let kept: [Kept]
    /// Null where it was only looked at.
    package let revoked: Int?
    package let guardsEnded: Int
    /// Null where it was done.
    package let wouldRevoke: Int?
    /// The passes that would be withdrawn; null where it was done.
    package let passes: [ReachedPass]?
    package let applied: Bool

    fileprivate init(_ undo: ListUndo, wouldRevoke: [ReachedPass]?) {
        batch = undo.batch
        organisation = undo.organisation
        restored = undo.restored
        removed = undo.removed
        returned = undo.returned
        kept = undo.kept.map { kept in
            Kept(key: kept.key, name: kept.name, reason: kept.obstacle.reason)
        }
        revoked = wouldRevoke == nil ? undo.revokedPasses : nil
        guardsEnded = undo.guardsEnded
        self.wouldRevoke = wouldRevoke?.count
        passes = wouldRevoke
        applied = wouldRevoke == nil && !undo.changesNothing
    }

    /// 0 all is as before the import, 1 some is not, 2 nothing can be brought back.
    package var exitCode: Int32 {
        if restored + removed + returned == 0 { return 2 }
        return kept.isEmpty ? 0 : 1
    }

    private enum CodingKeys: String, CodingKey {
        case batch, organisation, restored, removed, returned, kept, revoked, guardsEnded
        case wouldRevoke, passes, applied
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(batch, forKey: .batch)
        try container.encode(organisation, forKey: .organisation)
        try container.encode(restored, forKey: .restored)
        try container.encode(removed, forKey: .removed)
        try container.encode(returned, forKey: .returned)
        try container.encode(kept, forKey: .kept)
        try container.encode(revoked, forKey: .revoked)
        try container.encode(guardsEnded, forKey: .guardsEnded)
        try container.encode(wouldRevoke, forKey: .wouldRevoke)
        try container.encode(passes, forKey: .passes)
        try container.encode(applied, forKey: .applied)
    }
}

extension UndoObstacle {
    /// Why, and what can be done instead.
    fileprivate var reason: Bilingual {
        switch self {
        case .newerImport(let batch?):
            Bilingual(
                zh: "其后的批次 \(batch) 又改动过；如须恢复，请改好名单再导入",
                en: "batch \(batch) wrote it later; to change it back, import a mended list")
        case .newerImport(nil):
            Bilingual(
                zh: "其后的导入又改动过；如须恢复，请改好名单再导入",
                en: "a later import wrote it; to change it back, import a mended list")
        case .numberTaken:
            Bilingual(
                zh: "原工号现已属于他人；请改好名单再导入",
                en: "the employee number it had is somebody else's now; import a mended list")
        case .identityTaken:
            Bilingual(
                zh: "原证件号码现已属于名单上的另一人；请改好名单再导入",
                en: "somebody else on the list has the ID number it had; import a mended list")
        }
    }
}

extension Office {
    /// The imports of one kind, newest first.
    ///
    /// - Parameter organisation: nil for every firm.
    package func batches(
        _ kind: ListKind, organisation: OrganisationNumber?
    ) throws(OfficeError) -> [BatchSummary] {
        try office { try registry.batches(kind, of: organisation) }
    }

    /// Brings back what an import changed, wherever nothing newer did, or shows what that would be.
    ///
    /// - Throws: `OfficeError` for a batch that there is not, of another kind, or undone before.
    package func undo(
        batch: Int64, of kind: ListKind, _ mode: ImportOptions.Mode
    ) throws(OfficeError) -> UndoReport {
        switch mode {
        case .dryRun:
            try office {
                let preview = try registry.previewUndo(batch, kind)
                return UndoReport(preview.undo, wouldRevoke: preview.passes)
            }
        case .apply:
            try changing { act in
                try registry.changeApplications(act: act) { writer in
                    let (undo, application) = try writer.undo(batch, kind)
                    if let application {
                        let event = Happening(input: nil, action: nil, part: .applicant, desk: nil)
                        try writer.note(
                            "undo-list", jsonBytes(event), "batch=\(batch)", of: application)
                    }
                    return UndoReport(undo, wouldRevoke: nil)
                }
            }
        }
    }
}

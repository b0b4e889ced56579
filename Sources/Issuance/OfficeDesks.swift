// Desks and their people, quotas, and papers of firms.
import Authority
import FoundationEssentials
import PassCrypto
import PassFormat
import PrivateFiles
package import Registry

extension Office {
    /// The desks of a site, by id.
    package func desks(of site: SiteNumber) throws(OfficeError) -> [Desk] {
        try office { try registry.desks(of: site) }
    }

    /// Adds a desk, or gives one another name.
    package func setDesk(_ desk: Desk) throws(OfficeError) -> Desk {
        guard desk.id.utf8.count <= 40, desk.id.utf8.allSatisfy(\.isOfDeskID) else {
            throw OfficeError(
                .refused, "DESK_ID", field: "desk", "窗口标识应为小写字母、数字和 -，至多 40 个；请另选",
                "a desk's id is of small letters, digits and -, at most 40; choose another")
        }
        return try changing { act in
            try registry.store(desk, act: act)
            return desk
        }
    }

    /// Every seat of a site's desks.
    package func seats(of site: SiteNumber) throws(OfficeError) -> [SeatRow] {
        try office { try registry.seats(of: site) }
    }

    /// Whether somebody stands in at one of these desks now.
    package func isStandIn(
        _ who: String, at desks: [String], of site: SiteNumber
    ) throws(OfficeError) -> Bool {
        try office {
            try registry.seats(of: site).contains {
                $0.who == who && $0.standingInFor != nil && desks.contains($0.desk)
                    && $0.isTaken(at: now)
            }
        }
    }

    /// Gives somebody a seat: for good, or in somebody's place for a time.
    ///
    /// - Throws: `OfficeError` for an unknown desk, an end that is not after the beginning, or
    ///   somebody who would stand in for themselves.
    package func setSeat(_ seat: SeatRow) throws(OfficeError) -> SeatRow {
        guard seat.untilSeconds.map({ $0 > seat.fromSeconds }) ?? true else {
            throw OfficeError(
                .refused, "TIME_ORDER", field: "until", "结束不晚于开始；请更正",
                "it ends before it begins; mend it")
        }
        guard seat.standingInFor != seat.who else {
            throw OfficeError(
                .refused, "STAND_IN_SELF", field: "standing_in_for", "不能代理自己；请另选",
                "nobody stands in for themselves; choose another")
        }
        return try changing { act in
            try registry.store(seat, act: act)
            return seat
        }
    }

    /// Refuses a seat to whoever may not have one: a seat opens the applications of all firms.
    ///
    /// - Parameter who: an account, as seats name it.
    /// - Throws: `OfficeError` for an account that is not there or disabled, and one of a firm.
    package func requireSitter(_ who: String) throws(OfficeError) {
        let account = try office { () -> Account? in
            guard let number = AccountNumber(who: who) else { return nil }
            do { return try registry.account(number) } catch RegistryError.unknown { return nil }
        }
        let isOfFirm = account?.grants.contains { $0.scope.extent == .organisation } ?? true
        guard isOfFirm || account?.state == .disabled else { return }
        throw OfficeError(
            .refused, "SEAT_NOT_FOR_THEM", "没有这个账号，或其属于单位、已停用，不能坐窗口；请另选窗口人员",
            "there is no such account, or it is a firm's or disabled, and sits at no desk; choose"
                + " one of the site's people")
    }

    /// Takes a seat away.
    package func removeSeat(_ seat: SeatRow) throws(OfficeError) {
        try changing { try registry.remove(seat, act: $0) }
    }

    /// The quotas of a firm, by site.
    package func quotas(of firm: OrganisationNumber) throws(OfficeError) -> [StaffQuota] {
        try office { try registry.quotas(of: firm, at: now) }
    }

    /// Sets a firm's quota at a site.
    package func setQuota(
        _ limit: Int64, of firm: OrganisationNumber, at site: SiteNumber
    ) throws(OfficeError) -> [StaffQuota] {
        try changing { act in
            try registry.setQuota(limit, of: firm, at: site, act: act)
            return try registry.quotas(of: firm, at: now)
        }
    }
}

extension Office {
    /// The largest paper.
    package static let attachmentBytes = 10 * 1024 * 1024

    /// Keeps a paper of a firm; what it is shows from its content.
    ///
    /// - Parameter bytes: the whole file.
    /// - Throws: `OfficeError` for one that is empty, too large, or no PDF, JPEG or PNG.
    package func keepAttachment(
        _ bytes: [UInt8], of firm: OrganisationNumber
    ) throws(OfficeError) -> AttachmentRow {
        guard bytes.count <= Self.attachmentBytes else {
            throw OfficeError(
                .refused, "ATTACHMENT_TOO_BIG", "文件有 \(bytes.count) 字节，上限 10 MB；请压缩后重试",
                "the file has \(bytes.count) bytes, at most 10 MB go; make it smaller")
        }
        guard let type = AttachmentRow.Kind(content: bytes) else {
            throw OfficeError(
                .refused, "ATTACHMENT_TYPE", "只收 PDF、JPEG、PNG（按内容判断）；请另存后重试",
                "only PDF, JPEG and PNG are taken, by their content; save it as one of these")
        }
        return try changing { act in
            _ = try registry.organisation(firm)
            let name = PaperFolder.digest(of: bytes)
            let row = AttachmentRow(
                organisation: firm, sha256: name, type: type, sizeBytes: Int64(bytes.count),
                keptAt: act.atSeconds)
            // The file first: a row always has one, and a file without a row harms nobody.
            try PaperFolder(self).write(bytes)
            try registry.add(row, act: act)
            return try registry.attachment(name, of: firm)
        }
    }

    /// A paper of a firm with its content.
    ///
    /// - Throws: `OfficeError` where there is none, or the file is not what was kept.
    package func attachment(
        _ sha256: String, of firm: OrganisationNumber
    ) throws(OfficeError) -> (row: AttachmentRow, bytes: [UInt8]) {
        try office {
            let row = try registry.attachment(sha256, of: firm)
            guard case .success(let bytes) = PaperFolder(self).paper(row.sha256) else {
                throw OfficeError(
                    "附件 \(row.sha256) 的文件不见了或已被改动；请看 gatepass doctor",
                    "the file of paper \(row.sha256) is gone or was changed; see gatepass doctor",
                    exitCode: 3)
            }
            return (row, bytes)
        }
    }
}

extension UInt8 {
    fileprivate var isOfDeskID: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: "-")
    }
}

extension AttachmentRow.Kind {
    /// What the first bytes say: PDF 32000-1 7.5.2, ITU T.81 B.1.1.3, PNG 5.2.
    init?(content: [UInt8]) {
        if content.starts(with: Array("%PDF-1.".utf8))
            || content.starts(with: Array("%PDF-2.".utf8))
        {
            self = .pdf
        } else if content.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else {
            return nil
        }
    }

    /// As answers name it.
    package var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        }
    }
}

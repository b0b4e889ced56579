// What holders do by themselves: see their pass by its link, show a live code, say what is wrong.
import Identifiers
import PassCheck
import PassCrypto
package import PassFormat
import PassIssue
import QRCode
package import Registry

extension Office {
    /// Pixels of a module on a page: a phone scales it, and a saved picture can be printed.
    private static let pagePixels = 8
    /// A live text reaches 262 characters, one of a pass 221; see Docs/gp1.md, section 1.
    private static let largestVersion = 9
    /// In the audit: whoever has the link, by no name.
    fileprivate static let holder = "holder"

    /// Makes a pass's link; one that it had before shows nothing any more.
    ///
    /// - Parameter number: as typed.
    /// - Returns: the link's secret, which stands nowhere else.
    package func makeHolderLink(number: String) throws(OfficeError) -> String {
        try changing { act in
            let secret = try AccessSecret.holderLink.draw(setting.random)
            try registry.addHolderLink(to: passNumber(number), hash: secret.hash.bytes, act: act)
            return secret.text
        }
    }

    /// Ends a pass's link.
    ///
    /// - Parameter number: as typed.
    package func endHolderLink(number: String) throws(OfficeError) {
        try changing { act in
            try registry.endHolderLink(of: passNumber(number), act: act)
        }
    }

    /// The pass that a link shows.
    ///
    /// - Parameter secret: the link's.
    /// - Throws: `OfficeError` with `LINK_UNKNOWN`.
    package func holderView(secret: String) throws(OfficeError) -> HolderView {
        try office {
            let link = try holderLink(secret)
            guard link.endedAt == nil, let pass = try newest(of: link) else {
                return HolderView(number: link.number.text, state: .ended, facts: nil)
            }
            let state = state(of: pass)
            let isShown = (state == .valid || state == .notYet) && !pass.liveRequired
            let gates = try registry.gates().filter { pass.gates.contains($0.number) }
            let site = try registry.sites().first { $0.number == pass.site }
            return HolderView(
                number: pass.number, state: state,
                facts: HolderView.Facts(
                    pass: pass, firm: try registry.organisation(pass.organisation).name,
                    site: site ?? Site(number: pass.site, name: ""), gates: gates.map(\.name),
                    code: isShown
                        ? try picture(TokenWriter.text(of: registry.holderToken(of: link))) : nil))
        }
    }

    /// A live code of the pass that a link shows, for the one device that may show it: the first
    /// that asks.
    ///
    /// - Parameters:
    ///   - secret: the link's.
    ///   - device: the secret that this device was given; nil where it has none.
    /// - Throws: `OfficeError` with `LINK_UNKNOWN`, `LINK_OF_ANOTHER_DEVICE`, `PASS_NOT_GOOD`.
    package func holderLive(
        secret: String, device: String?
    ) throws(OfficeError) -> HolderLive {
        try office {
            let link = try holderLink(secret)
            guard link.endedAt == nil, let pass = try newest(of: link), state(of: pass) == .valid
            else {
                throw OfficeError(
                    .refused, "PASS_NOT_GOOD", "此通行证现在无效，没有动态码；请刷新页面查看",
                    "the pass is not good now and has no live code; load the page again")
            }
            let given = try admit(device, to: link)
            let offset = try registry.site(pass.site).utcOffsetMinutes
            let day = (now + offset * 60) / 86_400
            if link.liveDay != day {
                try acting(as: Self.holder).changing { act in
                    try registry.noteLiveCode(of: link, day: day, act: act)
                }
            }
            let token = try registry.holderToken(of: link)
            let time = Timestamp(seconds: UInt64(clamping: now))
            guard let text = ring.liveText(of: token, at: time) else {
                throw OfficeError(
                    "密钥环里没有通行证 \(pass.number) 的密钥；请换发",
                    "the key ring lacks the keys of pass \(pass.number); reissue it")
            }
            return HolderLive(
                code: try picture(text), device: given,
                renewSeconds: Int(LiveResponse.stepSeconds))
        }
    }

    /// Files what a holder says is wrong.
    ///
    /// - Throws: `OfficeError` with `LINK_UNKNOWN`, `CORRECTIONS_OPEN`.
    package func fileCorrection(secret: String, text: String) throws(OfficeError) {
        try acting(as: Self.holder).changing { act in
            guard try registry.addCorrection(text, by: holderLink(secret), act: act) else {
                throw OfficeError(
                    .conflict, "CORRECTIONS_OPEN", "您提交的更正还在等单位办理；请先联系单位人事",
                    "what you said before is still open; ask your firm's HR")
            }
        }
    }

    /// A page of what the holders of a firm's passes said.
    ///
    /// - Parameter site: nil for all of the firm's.
    package func corrections(
        of firm: OrganisationNumber, at site: SiteNumber?, _ page: PagePlace
    ) throws(OfficeError) -> [Correction] {
        try office { try registry.corrections(of: firm, at: site, page) }
    }

    /// Where the pass lies that a correction is about, and of which kind it is.
    ///
    /// - Throws: `OfficeError` where the firm has no correction of this number.
    package func correctionPlace(
        _ id: Int64, of firm: OrganisationNumber
    ) throws(OfficeError) -> (site: SiteNumber, kind: PassKind) {
        try office { try registry.correctionPlace(id, of: firm) }
    }

    /// Notes that a correction was seen to.
    package func closeCorrection(
        _ id: Int64, of firm: OrganisationNumber
    ) throws(OfficeError) {
        try changing { act in try registry.closeCorrection(id, of: firm, act: act) }
    }
}

extension Office {
    private func holderLink(_ secret: String) throws -> HolderLink {
        guard let hash = AccessSecret.holderLink.hash(of: secret)?.bytes,
            let link = try registry.holderLink(hash: hash)
        else {
            throw OfficeError(
                .unknown, "LINK_UNKNOWN", "链接不对或不完整；请从原短信重新打开，或向单位人事索取新链接",
                "the link is wrong or cut off; open it again from the message, or ask your firm's"
                    + " HR for a new one")
        }
        return link
    }

    private func newest(of link: HolderLink) throws -> PassSummary? {
        try registry.history(of: link.number, at: now).first
    }

    private func state(of pass: PassSummary) -> HolderPassState {
        switch pass.state {
        case .valid: pass.nbf > now ? .notYet : .valid
        case .expired: .expired
        case .revoked: .revoked
        case .superseded: .ended
        }
    }

    /// - Returns: the new secret of the first device; nil for one that showed its own.
    private func admit(_ device: String?, to link: HolderLink) throws -> String? {
        if let bound = link.deviceHash {
            guard let shown = device.flatMap(AccessSecret.holderDevice.hash(of:))?.bytes,
                equalInConstantTime(shown.span, bound.span)
            else { throw Self.otherDevice }
            return nil
        }
        let secret = try AccessSecret.holderDevice.draw(setting.random)
        let isFirst = try acting(as: Self.holder).changing { act in
            try registry.bind(link, to: secret.hash.bytes, act: act)
        }
        guard isFirst else { throw Self.otherDevice }
        return secret.text
    }

    private static let otherDevice = OfficeError(
        .forbidden, "LINK_OF_ANOTHER_DEVICE",
        "动态码只在第一次打开本链接的手机上显示；换了手机或浏览器，请向单位人事索取新链接",
        "the live code is shown on the phone that opened this link first; with another phone or"
            + " browser, ask your firm's HR for a new link")

    private func picture(_ text: String) throws -> [UInt8] {
        let matrix = try QRMatrix.encode(text, maximumVersion: Self.largestVersion)
        var renderer = try PNGRenderer(
            scalePixels: Self.pagePixels, quietZoneModules: QRLimit.quietZoneModules.lowerBound)
        return try renderer.render(matrix)
    }
}

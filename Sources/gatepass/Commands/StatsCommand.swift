// `gatepass stats` and `gatepass inside`: figures, and who is inside a site.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat
import Registry

/// The figures of the whole office.
struct StatsCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "统计数据。/ Firms, staff, passes, who is inside, resumption of work.",
        discussion: example("gatepass stats", "gatepass stats --json"))

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let figures = try office.figures(.all)
            let passes = figures.passes.filter { $0.passes > 0 }
            let table = textTable(
                passes,
                [
                    TextColumn("种类", "kind") { FigureWords.kind($0.kind) },
                    TextColumn("状态", "state") { FigureWords.state($0.state) },
                    TextColumn("数量", "passes", plain: { $0.passes }),
                ])
            let inside = figures.inside.map(FigureWords.site)
            let (firms, staff) = (figures.firms, figures.staff)
            return try Reply(
                figures,
                BilingualText(
                    """
                    单位 \(firms.registered) 家，已用证 \(firms.using) 家；在册人员 \(staff.listed) 人，\
                    持有效证 \(staff.withPass) 人，在岗（现在场内）\(staff.onPost) 人。
                    \(table.chinese)
                    \(inside.map(\.chinese).joined(separator: "\n"))
                    """,
                    """
                    \(firms.registered) firms, \(firms.using) of them using passes; \(staff.listed)\
                     staff listed, \(staff.withPass) with a valid pass, \(staff.onPost) on post\
                     (inside now).
                    \(table.english)
                    \(inside.map(\.english).joined(separator: "\n"))
                    """))
        }
    }
}

/// Who is inside a site.
struct InsideCommand: OfficeCommand {
    static let configuration = CommandConfiguration(
        commandName: "inside",
        abstract: "场内人数。/ Who is inside a site, by the journals that gates have sent.",
        discussion: example("gatepass inside --site 1", "gatepass inside --site 1 --json"))

    @Option(help: "场所。/ Site.")
    var site: SiteNumber
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try withOffice { office in
            let inside = try office.inside(site: site)
            let line = FigureWords.site(inside)
            let zones = textTable(
                inside.zones,
                [
                    TextColumn("区域", "zone", plain: { $0.zone }),
                    TextColumn("名称", "name", plain: { $0.name }),
                    TextColumn("人员", "staff", plain: { $0.inside.staff }),
                    TextColumn("车辆", "vehicles", plain: { $0.inside.vehicle }),
                    TextColumn("临时", "temporary", plain: { $0.inside.temporary }),
                    TextColumn("未知", "unknown", plain: { $0.inside.unknown }),
                ])
            return try Reply(
                inside,
                BilingualText(
                    "\(line.chinese)\n\(zones.chinese)", "\(line.english)\n\(zones.english)"))
        }
    }
}

/// Words of figures.
private enum FigureWords {
    static func kind(_ name: String) -> BilingualText {
        switch name {
        case PassKind.staff.name: BilingualText("人员", name)
        case PassKind.vehicle.name: BilingualText("车辆", name)
        default: BilingualText("临时", name)
        }
    }

    static func state(_ state: PassFigureState) -> BilingualText {
        switch state {
        case .valid: BilingualText("有效", "valid")
        case .waiting: BilingualText("未生效", "not yet")
        case .expired: BilingualText("已过期", "expired")
        case .revoked: BilingualText("已停用", "revoked")
        }
    }

    static func site(_ site: SiteInside) -> BilingualText {
        let name = printable(site.name)
        let inside = site.inside
        let others = inside.temporary + inside.unknown
        return BilingualText(
            "\(name) 场内：人员 \(inside.staff)，车辆 \(inside.vehicle)，其他 \(others)。",
            "Inside \(name): \(inside.staff) staff, \(inside.vehicle) vehicles, \(others) others.")
    }
}

// What stands on paper besides the code, from the registry's values. Tests:
// Tests/CommandTests/PaperTests.swift.
import Identifiers
import PassFormat
import PrintSheet
import QRCode
import Registry

/// The names and clocks that the passes of one firm share.
struct PaperTexts {
    private let firm: String
    private let sites: [SiteNumber: Site]
    private let gates: [GateNumber: String]
    private let routes: [RouteNumber: Route]

    init(_ registry: Registry, _ order: ExportOrder) throws {
        firm = try registry.organisation(order.organisation).name
        sites = Dictionary(try registry.sites().map { ($0.number, $0) }) { first, _ in first }
        gates = Dictionary(try registry.gates().map { ($0.number, $0.name) }) { first, _ in first }
        routes = Dictionary(try registry.routes().map { ($0.number, $0) }) { first, _ in first }
    }

    /// Whose passes they are, and when they were printed on the clocks of the first site.
    func heading(at seconds: Int64) -> String {
        let first = sites.values.min { $0.number.rawValue < $1.number.rawValue }
        let time = LocalTime.text(seconds, utcOffsetMinutes: first?.utcOffsetMinutes ?? 0)
        return "\(firm)    打印 printed \(time)"
    }

    /// A pass as it is printed.
    func printed(_ pass: ExportedPass, _ code: QRMatrix) throws -> PrintedPass {
        guard let site = sites[pass.site] else {
            throw RegistryError.unknown(.site, pass.site.description)
        }
        let minutes = site.utcOffsetMinutes
        return PrintedPass(
            number: pass.number, key: pass.key, mask: mask(of: pass), holder: holder(of: pass),
            firm: firm, site: site.name,
            from: LocalTime.text(pass.nbf, utcOffsetMinutes: minutes),
            until: LocalTime.text(pass.exp, utcOffsetMinutes: minutes), limits: limits(of: pass),
            code: code)
    }

    private func mask(of pass: ExportedPass) -> String {
        guard pass.kind != .vehicle else { return pass.key }
        return pass.name.flatMap { try? PersonName(parsing: $0) }?.masked ?? ""
    }

    private func holder(of pass: ExportedPass) -> PrintedHolder {
        guard pass.kind == .vehicle else {
            return .person(name: pass.name ?? "", department: pass.detail)
        }
        return .vehicle(
            PrintedVehicle(
                plate: pass.key, type: pass.detail, drivers: pass.name,
                route: pass.route.flatMap { routes[$0] }.map(words)))
    }

    private func words(of route: Route) -> String {
        let way = route.checkpoints.map { gates[$0] ?? "\($0)" }.joined(separator: " → ")
        return way.isEmpty ? route.name : "\(route.name)：\(way)"
    }

    /// What the pass asks for beyond its dates, each in both languages.
    private func limits(of pass: ExportedPass) -> [String] {
        var limits: [String] = []
        if pass.terms.copies == .liveRequired {
            limits.append("本纸无效，须出示动态码 live code only")
        }
        if let hours = pass.terms.hours {
            limits.append(
                "每日 daily \(LocalTime.timeOfDay(Int64(hours.startMinute)))–"
                    + LocalTime.timeOfDay(Int64(hours.endMinute)))
        }
        if let route = pass.route.flatMap({ routes[$0] }), let start = route.startMinute,
            let end = route.endMinute
        {
            limits.append(
                "线路时段 route hours \(LocalTime.timeOfDay(start))–\(LocalTime.timeOfDay(end))")
        }
        switch pass.terms.direction {
        case .inward: limits.append("只进 in only")
        case .outward: limits.append("只出 out only")
        case nil: break
        }
        if let most = pass.terms.maximumEntries { limits.append("限进 \(most) 次 entries") }
        // Last, as it may be too long for the paper; what stands before is never cut.
        if !pass.terms.gates.isEmpty {
            let names = pass.terms.gates.map { gates[$0] ?? "\($0)" }
            limits.append("限 only at " + names.joined(separator: "、"))
        }
        return limits
    }
}

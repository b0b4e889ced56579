// What is printed of a pass: what its holder may show to anyone. No ID number, no telephone.
package import QRCode

/// One pass for paper.
package struct PrintedPass: Sendable {
    /// In groups, as people type it.
    package let number: String
    /// By what the office finds it: employee number or plate, else the pass number.
    package let key: String
    /// The holder so that an error may name it: a masked name, or a plate.
    package let mask: String
    package let holder: PrintedHolder
    package let firm: String
    /// Where the pass is good, which is who issued it.
    package let site: String
    /// As people there read their clocks: `2026-11-21 08:00`.
    package let from: String
    package let until: String
    /// Hours, gates and the like, each in both languages.
    package let limits: [String]
    package let code: QRMatrix

    package init(
        number: String, key: String, mask: String, holder: PrintedHolder, firm: String,
        site: String, from: String, until: String, limits: [String], code: QRMatrix
    ) {
        self.number = number
        self.key = key
        self.mask = mask
        self.holder = holder
        self.firm = firm
        self.site = site
        self.from = from
        self.until = until
        self.limits = limits
        self.code = code
    }

    /// What stands large: the name, or the plate.
    var heading: String {
        switch holder {
        case .person(let name, _): name
        case .vehicle(let vehicle): vehicle.plate
        }
    }

    /// Distance of the heading's lines; Chinese stands well within its own, Latin with its marks
    /// above and below does not.
    var headingSpacing: Double {
        heading.unicodeScalars.allSatisfy {
            $0.properties.isIdeographic || !$0.properties.isAlphabetic
        }
            ? 0.8 : 1
    }

    /// What stands below the firm.
    var detail: String {
        switch holder {
        case .person(_, let department): department ?? ""
        case .vehicle(let vehicle):
            [vehicle.type, vehicle.drivers].compactMap(\.self).joined(separator: "  ")
        }
    }

    /// The name in the index.
    var indexName: String {
        switch holder {
        case .person(let name, _): name
        case .vehicle(let vehicle): vehicle.drivers ?? ""
        }
    }

    var limitsLine: String { limits.joined(separator: "；") }

    var title: Label {
        switch holder {
        case .person: Label("人员通行证", "Staff pass")
        case .vehicle: Label("车辆通行证", "Vehicle permit")
        }
    }

    /// Where a character stands that no font has.
    func fields(with scalar: Unicode.Scalar) -> [PrintedField] {
        let texts: [(PrintedField, String)] = [
            (.name, heading), (.detail, detail), (.route, vehicle?.route ?? ""), (.firm, firm),
            (.site, site),
            (.limits, limits.joined()),
        ]
        return texts.filter { $0.1.unicodeScalars.contains(scalar) }.map(\.0)
    }

    /// Nil for a person.
    var vehicle: PrintedVehicle? {
        guard case .vehicle(let vehicle) = holder else { return nil }
        return vehicle
    }
}

/// Whose pass it is.
package enum PrintedHolder: Sendable {
    case person(name: String, department: String?)
    case vehicle(PrintedVehicle)
}

/// A vehicle for paper.
package struct PrintedVehicle: Sendable {
    package let plate: String
    package let type: String?
    package let drivers: String?
    /// Its name and checkpoints in the order of the way.
    package let route: String?

    package init(plate: String, type: String?, drivers: String?, route: String?) {
        self.plate = plate
        self.type = type
        self.drivers = drivers
        self.route = route
    }
}

/// The texts of a pass, by where an office mends them.
package enum PrintedField: Sendable, Equatable {
    case name, detail, route, firm, site, limits, page

    var label: Label {
        switch self {
        case .name: Label("姓名或车牌", "name or plate")
        case .detail: Label("部门、车型或驾驶员", "department, type or driver")
        case .route: Label("线路", "route")
        case .firm: Label("单位名称", "name of the firm")
        case .site: Label("场所名称", "name of the site")
        case .limits: Label("限制", "limits")
        case .page: Label("页面", "page")
        }
    }

    /// Whether it is the same on all passes of a firm.
    var isShared: Bool { self == .firm || self == .site }
}

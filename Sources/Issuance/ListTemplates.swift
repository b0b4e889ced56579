import PrivateFiles
// Empty lists to fill in.
package import Registry
package import RosterImport

/// What the drop-downs of a template offer.
package struct TemplateChoices: Sendable {
    /// Names of zones.
    package var zones: [String] = []
    /// Names of routes.
    package var routes: [String] = []

    /// No choices: any zone or route may be written.
    package init() {}
}

extension Office {
    /// The zones of a site and the routes, for the drop-downs of a template.
    ///
    /// - Throws: `OfficeError` for an unknown site.
    package func templateChoices(of site: SiteNumber) throws(OfficeError) -> TemplateChoices {
        try office {
            var choices = TemplateChoices()
            let number = try registry.site(site).number
            choices.zones = try registry.zones().filter { $0.site == number }.map(\.name)
            choices.routes = try registry.routes().map(\.name)
            return choices
        }
    }
}

extension OfficeFolders {
    /// Writes an empty list; it holds nothing of anybody, so others may read it.
    ///
    /// - Parameters:
    ///   - path: the workbook, replaced by rename.
    ///   - seconds: when the workbook says it was made, since 1970.
    /// - Throws: `OfficeError` where the file cannot be put there.
    package func writeTemplate(
        _ kind: RosterImport.ListKind, to path: String, offering choices: TemplateChoices,
        madeAtSeconds seconds: Int64
    ) throws(OfficeError) {
        try office {
            try requireForeign(path)
            let file = try NewFile(path, mode: 0o644)
            var order = TemplateOrder(
                path: file.partial, folder: NewFile.split(path).folder, madeAtSeconds: seconds)
            order.zones = choices.zones
            order.routes = choices.routes
            try writeListTemplate(kind, to: order)
            try file.finish()
        }
    }
}

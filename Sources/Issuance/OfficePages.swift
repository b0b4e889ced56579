// What lists by pages need of the office.
package import Authority
package import Registry

extension Office {
    /// A firm.
    ///
    /// - Throws: `OfficeError` where there is none.
    package func organisation(
        _ number: OrganisationNumber
    ) throws(OfficeError) -> Organisation {
        try office { try registry.organisation(number) }
    }

    /// A gate.
    ///
    /// - Throws: `OfficeError` where there is none.
    package func gate(_ number: GateNumber) throws(OfficeError) -> Gate {
        try office { try registry.gate(number) }
    }

    /// The firms that lie within some scopes, by number: a site's are those with people or vehicles
    /// there.
    package func organisations(
        within scopes: Set<Scope>
    ) throws(OfficeError) -> [Organisation] {
        try office {
            let all = try registry.organisations()
            if scopes.contains(.everywhere) { return all }
            var numbers: Set<Int64> = []
            for scope in scopes {
                switch scope {
                case .organisation(let number): numbers.insert(number)
                case .site(let site), .desk(_, let site):
                    numbers.formUnion(try registry.firms(presentAt: site))
                case .everywhere: break
                }
            }
            return all.filter { numbers.contains($0.number.rawValue) }
        }
    }

    /// The sites at which a firm has people or vehicles.
    package func sites(of firm: OrganisationNumber) throws(OfficeError) -> [Int64] {
        try office { try registry.sites(of: firm) }
    }

    /// A page of a firm's people, numbers masked.
    package func people(
        of firm: OrganisationNumber, _ page: PagePlace
    ) throws(OfficeError) -> [ListedPerson] {
        try office { try registry.people(of: firm, page) }
    }

    /// A page of a firm's vehicles, numbers masked.
    package func vehicles(
        of firm: OrganisationNumber, _ page: PagePlace
    ) throws(OfficeError) -> [VehicleSummary] {
        try office { try registry.vehicles(of: firm, page) }
    }
}

extension Office {
    /// Runs a body all of whose readings see the registry at one moment; quicker than each by
    /// itself.
    ///
    /// - Throws: what `body` throws, as it is.
    package func atOneMoment<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try registry.atOneMoment(body) } catch let error as RegistryError {
            throw OfficeError(error)
        }
    }
}

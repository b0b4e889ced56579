// Tables of the exchange with gates: one-time codes, what each device said last, and which facts a
// bundle was made of. Facts are counted by site: a gate's bundle is out of date as soon as its
// site's number is another than the one that it was made of, so that asking costs one row. The
// triggers stand where a row is written that bundles are made of, whichever program writes it.
// `urgent` is the number of the last change that gates must not wait for: what takes a right away,
// a hold, keys, an alarm that was accepted.

extension Schema {
    static let exchange = """
        CREATE TABLE enrolment_codes (
            hash BYTEA PRIMARY KEY NOT NULL,
            gate BIGINT NOT NULL REFERENCES gates (number),
            made_at BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            used_at BIGINT,
            request_hash BYTEA
        );
        CREATE INDEX enrolment_codes_by_gate ON enrolment_codes (gate);
        CREATE TABLE device_reports (
            device BIGINT PRIMARY KEY NOT NULL REFERENCES devices (id),
            row_number BIGINT NOT NULL,
            head BYTEA NOT NULL,
            bundle BIGINT NOT NULL,
            as_of BIGINT NOT NULL,
            clock TEXT NOT NULL CHECK (clock IN ('trusted', 'suspect')),
            created_at BIGINT NOT NULL,
            received_at BIGINT NOT NULL
        );
        CREATE INDEX devices_by_fingerprint ON devices (fingerprint);
        ALTER TABLE bundles ADD COLUMN facts BIGINT NOT NULL DEFAULT 0;
        CREATE TABLE site_facts (
            site BIGINT PRIMARY KEY NOT NULL REFERENCES sites (number),
            version BIGINT NOT NULL,
            urgent BIGINT NOT NULL
        );
        INSERT INTO site_facts (site, version, urgent) SELECT number, 1, 1 FROM sites;
        CREATE TRIGGER facts_of_new_site AFTER INSERT ON sites
            BEGIN INSERT INTO site_facts (site, version, urgent) VALUES (NEW.number, 1, 1); END;
        \(triggers)
        """

    private static let triggers = [
        facts("pass_tokens", ["INSERT"], .ordinary, of: "site = \(siteOfGroup)"),
        facts("pass_tokens", ["UPDATE"], .urgent, of: "site = \(siteOfGroup)"),
        // In a trigger of its own: beside the other condition it would have every pass that is
        // issued look at every site.
        facts(
            "pass_tokens", ["INSERT"], .ordinary, of: everySite, when: "\(siteOfGroup) IS NULL"),
        facts("pass_tokens", ["UPDATE"], .urgent, of: everySite, when: "\(siteOfGroup) IS NULL"),
        facts(
            "people", ["UPDATE OF name, employee_no, department"], .ordinary,
            of: ofPasses("person")),
        facts("vehicles", ["UPDATE OF plate, drivers"], .ordinary, of: ofPasses("vehicle")),
        facts("organisations", ["UPDATE OF name"], .ordinary, of: everySite),
        facts("person_conditions", ["INSERT", "UPDATE", "DELETE"], .urgent, of: everySite),
        facts("vehicle_conditions", ["INSERT", "UPDATE", "DELETE"], .urgent, of: everySite),
        facts("revocations_of_lost_passes", ["INSERT", "DELETE"], .urgent, of: everySite),
        facts("sites", ["UPDATE"], .ordinary, of: "site = NEW.number"),
        facts("zones", ["INSERT", "UPDATE"], .ordinary, of: "site = NEW.site"),
        facts("gates", ["INSERT", "UPDATE"], .ordinary, of: "site = NEW.site"),
        facts("routes", ["INSERT", "UPDATE"], .ordinary, of: everySite),
        facts("route_checkpoints", ["INSERT", "UPDATE", "DELETE"], .ordinary, of: everySite),
        facts(
            "key_groups", ["INSERT", "UPDATE"], .urgent,
            of: "site = NEW.site OR NEW.site IS NULL"),
        facts("key_epochs", ["UPDATE"], .urgent, of: everySite),
        facts("revoked_groups", ["INSERT"], .urgent, of: everySite),
        facts("guards", ["INSERT", "UPDATE"], .urgent, of: ofGate("NEW.gate")),
        facts("guards", ["DELETE"], .urgent, of: ofGate("OLD.gate")),
        facts("devices", ["INSERT", "UPDATE"], .ordinary, of: ofGate("NEW.gate")),
        // A gate whose alarm was accepted is to come and take what was kept from it.
        facts(
            "journal_alarms", ["UPDATE"], .urgent,
            of: """
                site = (SELECT g.site FROM devices d JOIN gates g ON g.number = d.gate
                    WHERE d.id = NEW.device)
                """),
    ].joined()

    private enum Haste { case ordinary, urgent }

    private static let everySite = "1 = 1"

    /// NULL for a group of all sites.
    private static let siteOfGroup =
        "(SELECT g.site FROM key_groups g WHERE g.number = NEW.key_group)"

    private static func ofPasses(_ holder: String) -> String {
        "site IN (SELECT site FROM passes WHERE \(holder) = NEW.id)"
    }

    private static func ofGate(_ gate: String) -> String {
        "site = (SELECT g.site FROM gates g WHERE g.number = \(gate))"
    }

    /// One trigger for each kind of change of a table.
    ///
    /// - Parameter condition: which of these changes; nil: all.
    private static func facts(
        _ table: String, _ events: [String], _ haste: Haste, of sites: String,
        when condition: String? = nil
    ) -> String {
        let name = condition == nil ? table : "\(table)_some"
        let when = condition.map { " WHEN \($0)" } ?? ""
        let urgent = haste == .urgent ? ", urgent = version + 1" : ""
        return events.map { event in
            let verb = event.split(separator: " ")[0].lowercased()
            return """
                CREATE TRIGGER facts_of_\(name)_\(verb) AFTER \(event) ON \(table)\(when)
                    BEGIN UPDATE site_facts SET version = version + 1\(urgent) WHERE \(sites); END;

                """
        }.joined()
    }
}

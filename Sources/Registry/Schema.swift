// The tables, as migrations that are never edited once released. Types are those of PostgreSQL;
// SQLite takes them as affinities. Row ids are chosen by the program, so that a sealed value can be
// bound to its row before the row is there. Only triggers and partial indexes are in one dialect.
import GRDB

enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 tables") { db in
            for sql in [audit, places, groups, holders, passes, gateSide] {
                try db.execute(sql: sql)
            }
        }
        migrator.registerMigration("2 keys") { try $0.execute(sql: keys) }
        migrator.registerMigration("3 journals") { try $0.execute(sql: journals) }
        migrator.registerMigration("4 rules and guards") {
            try $0.execute(sql: rulesAndGuards)
        }
        migrator.registerMigration("5 snapshots of bundles") { try $0.execute(sql: snapshots) }
        migrator.registerMigration("6 accounts") { try $0.execute(sql: accounts) }
        migrator.registerMigration("7 applications") { try $0.execute(sql: applications) }
        migrator.registerMigration("8 exchange with gates") { try $0.execute(sql: exchange) }
        migrator.registerMigration("9 web") { try $0.execute(sql: web) }
        migrator.registerMigration("10 messages") { try $0.execute(sql: messages) }
        migrator.registerMigration("11 links of holders") { try $0.execute(sql: holderLinks) }
        migrator.registerMigration("12 figures") { try $0.execute(sql: figures) }
        migrator.registerMigration("13 lists at desks") { try $0.execute(sql: listsAtDesks) }
        migrator.registerMigration("14 entries from gates") { try $0.execute(sql: entries) }
        migrator.registerMigration("15 orders of messages") { try $0.execute(sql: messageJobs) }
        migrator.registerMigration("16 days of live codes") { try $0.execute(sql: liveDays) }
        migrator.registerMigration("17 contacts of accounts") { try $0.execute(sql: contacts) }
        migrator.registerMigration("18 live passes") { try $0.execute(sql: livePasses) }
        return migrator
    }

    private static let audit = """
        CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL, value BIGINT NOT NULL);
        CREATE TABLE audit (
            n INTEGER PRIMARY KEY NOT NULL,
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            subject TEXT NOT NULL,
            why TEXT NOT NULL,
            details TEXT NOT NULL,
            h BYTEA NOT NULL
        );
        CREATE TRIGGER audit_keeps_rows BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
        CREATE TRIGGER audit_keeps_all BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;
        CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
            WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM audit)
            BEGIN SELECT RAISE(ABORT, 'audit rows are numbered without gaps'); END;
        """

    private static let places = """
        CREATE TABLE organisations (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
            name TEXT NOT NULL,
            credit_code TEXT UNIQUE,
            level TEXT CHECK (level IN ('city', 'district', 'town')),
            labels TEXT NOT NULL CHECK (labels IN ('none', 'masked'))
        );
        CREATE TABLE organisation_tags (
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            tag TEXT NOT NULL,
            PRIMARY KEY (organisation, tag)
        );
        CREATE TABLE sites (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 65535),
            name TEXT NOT NULL,
            unknown_policy TEXT NOT NULL CHECK (unknown_policy IN ('review', 'deny')),
            stale_after_s BIGINT NOT NULL CHECK (stale_after_s > 0),
            staff_lifetime_s BIGINT NOT NULL CHECK (staff_lifetime_s > 0),
            vehicle_lifetime_s BIGINT NOT NULL CHECK (vehicle_lifetime_s > 0),
            temporary_lifetime_s BIGINT NOT NULL CHECK (temporary_lifetime_s > 0),
            utc_offset_minutes INTEGER NOT NULL CHECK (utc_offset_minutes BETWEEN -720 AND 840)
        );
        CREATE TABLE zones (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 65535),
            site BIGINT NOT NULL REFERENCES sites (number),
            name TEXT NOT NULL,
            UNIQUE (site, name)
        );
        CREATE TABLE gates (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 65535),
            site BIGINT NOT NULL REFERENCES sites (number),
            zone BIGINT NOT NULL REFERENCES zones (number),
            name TEXT NOT NULL,
            direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'both'))
        );
        CREATE TRIGGER zones_stay BEFORE DELETE ON zones
            BEGIN SELECT RAISE(ABORT, 'zone numbers are never used again'); END;
        CREATE TRIGGER gates_stay BEFORE DELETE ON gates
            BEGIN SELECT RAISE(ABORT, 'gate numbers are never used again'); END;
        CREATE TABLE routes (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
            name TEXT NOT NULL UNIQUE,
            start_minute INTEGER,
            end_minute INTEGER
        );
        CREATE TABLE route_checkpoints (
            route BIGINT NOT NULL REFERENCES routes (number),
            place INTEGER NOT NULL,
            gate BIGINT NOT NULL REFERENCES gates (number),
            PRIMARY KEY (route, place)
        );
        """

    private static let groups = """
        CREATE TABLE key_groups (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 65535),
            site BIGINT REFERENCES sites (number),
            state TEXT NOT NULL CHECK (state IN ('current', 'earlier', 'retired')),
            made_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX key_groups_current ON key_groups (site) WHERE state = 'current';
        CREATE TRIGGER key_groups_stay BEFORE DELETE ON key_groups
            BEGIN SELECT RAISE(ABORT, 'group numbers are never used again'); END;
        """

    /// Columns of a person beyond the row id, in the order in which both tables have them.
    ///
    /// The batch is the last that wrote the row; what the row was before lies in `people_before`.
    static let personColumns = """
        organisation, site, employee_no, name, identity_sealed, identity_hash, identity_masked, \
        phone_sealed, phone_hash, phone_masked, department, post, zones, address, valid_until, \
        content_hash, state, batch
        """
    /// Columns of a vehicle beyond the row id, in the order in which both tables have them.
    static let vehicleColumns = """
        organisation, site, plate, type, drivers, identity_sealed, identity_hash, \
        identity_masked, phone_sealed, phone_hash, phone_masked, cargo, route, valid_from, \
        valid_until, content_hash, state, batch
        """
    private static let personTypes = """
        organisation BIGINT NOT NULL REFERENCES organisations (number),
        site BIGINT NOT NULL REFERENCES sites (number),
        employee_no TEXT,
        name TEXT NOT NULL,
        identity_sealed BYTEA NOT NULL,
        identity_hash BYTEA NOT NULL,
        identity_masked TEXT NOT NULL,
        phone_sealed BYTEA,
        phone_hash BYTEA,
        phone_masked TEXT,
        department TEXT,
        post TEXT,
        zones TEXT NOT NULL,
        address TEXT,
        valid_until BIGINT,
        content_hash BYTEA NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('present', 'left')),
        batch BIGINT NOT NULL REFERENCES batches (number)
        """
    private static let vehicleTypes = """
        organisation BIGINT NOT NULL REFERENCES organisations (number),
        site BIGINT NOT NULL REFERENCES sites (number),
        plate TEXT NOT NULL,
        type TEXT,
        drivers TEXT,
        identity_sealed BYTEA,
        identity_hash BYTEA,
        identity_masked TEXT,
        phone_sealed BYTEA,
        phone_hash BYTEA,
        phone_masked TEXT,
        cargo TEXT,
        route BIGINT REFERENCES routes (number),
        valid_from BIGINT,
        valid_until BIGINT,
        content_hash BYTEA NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('present', 'left')),
        batch BIGINT NOT NULL REFERENCES batches (number)
        """

    private static let holders = """
        CREATE TABLE batches (
            number INTEGER PRIMARY KEY NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('staff', 'vehicles', 'passes')),
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            added INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            left_count INTEGER NOT NULL,
            undone_at BIGINT
        );
        CREATE TABLE people (id INTEGER PRIMARY KEY NOT NULL, \(personTypes));
        CREATE UNIQUE INDEX people_by_employee ON people (organisation, employee_no);
        CREATE INDEX people_by_identity ON people (identity_hash);
        CREATE TABLE people_before (
            by_batch BIGINT NOT NULL REFERENCES batches (number),
            person BIGINT NOT NULL REFERENCES people (id),
            \(personTypes),
            PRIMARY KEY (by_batch, person)
        );
        CREATE TABLE vehicles (id INTEGER PRIMARY KEY NOT NULL, \(vehicleTypes));
        CREATE UNIQUE INDEX vehicles_by_plate ON vehicles (organisation, plate);
        CREATE INDEX vehicles_everywhere ON vehicles (plate);
        CREATE TABLE vehicles_before (
            by_batch BIGINT NOT NULL REFERENCES batches (number),
            vehicle BIGINT NOT NULL REFERENCES vehicles (id),
            \(vehicleTypes),
            PRIMARY KEY (by_batch, vehicle)
        );
        """

    // No list of three or more in a check: SQLite makes a table of it anew for each row that is
    // written, which takes longer than the row.
    private static let passes = """
        CREATE TABLE passes (
            id INTEGER PRIMARY KEY NOT NULL,
            number TEXT NOT NULL UNIQUE,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
            person BIGINT REFERENCES people (id),
            vehicle BIGINT REFERENCES vehicles (id),
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            site BIGINT NOT NULL REFERENCES sites (number),
            pass_index BYTEA NOT NULL UNIQUE,
            pass_id_sealed BYTEA NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 65535),
            next_sequence INTEGER NOT NULL CHECK (next_sequence BETWEEN 2 AND 65536),
            batch BIGINT REFERENCES batches (number),
            CHECK ((person IS NULL) <> (vehicle IS NULL))
        );
        CREATE INDEX passes_by_person ON passes (person);
        CREATE INDEX passes_by_vehicle ON passes (vehicle);
        CREATE INDEX passes_by_organisation ON passes (organisation);
        CREATE TABLE pass_tokens (
            pass BIGINT NOT NULL REFERENCES passes (id),
            sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 65535),
            digest BYTEA NOT NULL,
            token_sealed BYTEA NOT NULL,
            epoch INTEGER NOT NULL CHECK (epoch BETWEEN 1 AND 255),
            key_group BIGINT NOT NULL REFERENCES key_groups (number),
            nbf BIGINT NOT NULL,
            exp BIGINT NOT NULL,
            issued_at BIGINT NOT NULL,
            status TEXT NOT NULL
                CHECK (status = 'active' OR status = 'superseded' OR status = 'revoked'),
            reason_class INTEGER,
            reason TEXT,
            revoked_at BIGINT,
            PRIMARY KEY (pass, sequence)
        );
        """

    private static let gateSide = """
        CREATE TABLE devices (
            id INTEGER PRIMARY KEY NOT NULL,
            gate BIGINT NOT NULL REFERENCES gates (number),
            ed25519 BYTEA NOT NULL,
            x25519 BYTEA NOT NULL,
            journal_key BYTEA NOT NULL,
            fingerprint TEXT NOT NULL,
            request_hash BYTEA NOT NULL,
            enrolled_at BIGINT NOT NULL,
            revoked_at BIGINT
        );
        CREATE TABLE revocations_of_lost_passes (
            pass_index BYTEA PRIMARY KEY NOT NULL,
            sequence INTEGER NOT NULL,
            revoked_at BIGINT NOT NULL,
            reason_class INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX devices_in_use ON devices (gate) WHERE revoked_at IS NULL;
        CREATE TABLE bundles (
            gate BIGINT NOT NULL REFERENCES gates (number),
            version BIGINT NOT NULL,
            device BIGINT NOT NULL REFERENCES devices (id),
            hash BYTEA NOT NULL,
            previous_hash BYTEA NOT NULL,
            issued_at BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            PRIMARY KEY (gate, version)
        );
        """
}

// Tables of the rules that gates apply beyond a pass, of guards, of the terms of a pass, and of
// what keeps a holder from passing. A person's conditions are of the ID number, not of a row that a
// list may give to somebody else; see Conditions.swift.

extension Schema {
    static let rulesAndGuards = """
        ALTER TABLE sites ADD COLUMN driver TEXT NOT NULL DEFAULT 'optional'
            CHECK (driver IN ('optional', 'asked'));
        ALTER TABLE sites ADD COLUMN evidence TEXT NOT NULL DEFAULT 'optional'
            CHECK (evidence IN ('optional', 'asked'));
        ALTER TABLE sites ADD COLUMN temperature_within_s BIGINT CHECK (temperature_within_s > 0);
        ALTER TABLE sites ADD COLUMN temperature_limit_tenths INTEGER NOT NULL DEFAULT 373
            CHECK (temperature_limit_tenths BETWEEN 1 AND 65535);
        ALTER TABLE sites ADD COLUMN entries_heard_s BIGINT CHECK (entries_heard_s > 0);
        ALTER TABLE sites ADD COLUMN state_s BIGINT NOT NULL DEFAULT 57600 CHECK (state_s > 0);
        ALTER TABLE sites ADD COLUMN clock_leap_s BIGINT NOT NULL DEFAULT 2592000
            CHECK (clock_leap_s > 0);
        ALTER TABLE sites ADD COLUMN overrides_per_shift INTEGER NOT NULL DEFAULT 20
            CHECK (overrides_per_shift BETWEEN 0 AND 65535);
        ALTER TABLE zones ADD COLUMN passback_heard_s BIGINT CHECK (passback_heard_s > 0);
        CREATE TABLE guards (
            id INTEGER PRIMARY KEY NOT NULL,
            gate BIGINT NOT NULL REFERENCES gates (number),
            person BIGINT NOT NULL REFERENCES people (id),
            salt BYTEA NOT NULL,
            code_sealed BYTEA NOT NULL,
            set_at BIGINT NOT NULL,
            UNIQUE (gate, person)
        );
        CREATE INDEX guards_by_person ON guards (person);
        CREATE TABLE person_conditions (
            identity_hash BYTEA PRIMARY KEY NOT NULL,
            held_at BIGINT,
            evidence_until BIGINT,
            stays_until BIGINT
        );
        CREATE TABLE vehicle_conditions (
            plate TEXT PRIMARY KEY NOT NULL,
            held_at BIGINT,
            evidence_until BIGINT
        );
        ALTER TABLE passes ADD COLUMN gates TEXT NOT NULL DEFAULT '';
        ALTER TABLE passes ADD COLUMN direction INTEGER CHECK (direction IN (1, 2));
        ALTER TABLE passes ADD COLUMN start_minute INTEGER;
        ALTER TABLE passes ADD COLUMN end_minute INTEGER;
        ALTER TABLE passes ADD COLUMN max_entries INTEGER
            CHECK (max_entries BETWEEN 1 AND 65535);
        ALTER TABLE passes ADD COLUMN copies INTEGER NOT NULL DEFAULT 0 CHECK (copies IN (0, 1));
        """
}

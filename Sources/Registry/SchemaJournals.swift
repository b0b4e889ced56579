// The tables of what gates bring: their rows, kept for ever, and what was wrong with them. What a
// row's bytes say is repeated in columns only where conflicts are searched by it; `journal verify`
// compares them. `h_before` is there where the row before is not.

extension Schema {
    /// A line is one history of a device: a fork that an operator accepted begins another.
    static let journals = """
        CREATE TABLE journals (
            device BIGINT PRIMARY KEY NOT NULL REFERENCES devices (id),
            head BIGINT NOT NULL,
            head_hash BYTEA NOT NULL,
            last BIGINT NOT NULL,
            as_of BIGINT NOT NULL,
            bundle BIGINT NOT NULL,
            received_at BIGINT NOT NULL
        );
        CREATE TABLE journal_lines (
            device BIGINT NOT NULL REFERENCES devices (id),
            line INTEGER NOT NULL,
            first BIGINT NOT NULL,
            PRIMARY KEY (device, line)
        );
        CREATE TABLE journal_rows (
            device BIGINT NOT NULL REFERENCES devices (id),
            line INTEGER NOT NULL,
            n BIGINT NOT NULL,
            bytes BYTEA NOT NULL,
            h BYTEA NOT NULL,
            m BYTEA NOT NULL,
            h_before BYTEA,
            at BIGINT NOT NULL,
            pass_index BYTEA,
            sequence INTEGER,
            about BIGINT,
            effect TEXT CHECK (effect IN ('admits', 'takes back')),
            entries INTEGER NOT NULL,
            direction TEXT CHECK (direction IN ('in', 'out')),
            received_at BIGINT NOT NULL,
            PRIMARY KEY (device, line, n)
        );
        CREATE INDEX journal_rows_by_pass ON journal_rows (pass_index, at)
            WHERE pass_index IS NOT NULL;
        CREATE TRIGGER journal_rows_stay BEFORE DELETE ON journal_rows
            BEGIN SELECT RAISE(ABORT, 'journal rows are kept for ever'); END;
        CREATE TRIGGER journal_rows_stay_as_they_are BEFORE UPDATE ON journal_rows
            BEGIN SELECT RAISE(ABORT, 'journal rows are never changed'); END;
        CREATE TABLE journal_gaps (
            device BIGINT NOT NULL REFERENCES devices (id),
            line INTEGER NOT NULL,
            first BIGINT NOT NULL,
            last BIGINT NOT NULL,
            PRIMARY KEY (device, line, first, last)
        );
        CREATE TABLE journal_alarms (
            id INTEGER PRIMARY KEY NOT NULL,
            device BIGINT NOT NULL REFERENCES devices (id),
            kind TEXT NOT NULL CHECK (kind IN ('step_back', 'fork', 'cut', 'damaged')),
            first BIGINT NOT NULL,
            last BIGINT NOT NULL,
            found BYTEA NOT NULL,
            raised_at BIGINT NOT NULL,
            accepted_at BIGINT,
            accepted_by TEXT,
            reason TEXT,
            UNIQUE (device, kind, first, last, found)
        );
        CREATE TRIGGER journal_alarms_stay BEFORE DELETE ON journal_alarms
            BEGIN SELECT RAISE(ABORT, 'alarms are kept for ever'); END;
        """
}

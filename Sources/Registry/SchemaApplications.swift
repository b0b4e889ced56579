// Tables of applications: desks and who sits there, applications with what happened to them, their
// papers, and what approvals grant firms. What a form says lies sealed in one column; the columns
// beside it are only what queues are searched by.

extension Schema {
    static let applications = """
        CREATE TABLE desks (
            site BIGINT NOT NULL REFERENCES sites (number),
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (site, id)
        );
        CREATE TABLE desk_seats (
            site BIGINT NOT NULL,
            desk TEXT NOT NULL,
            who TEXT NOT NULL,
            standing_in_for TEXT NOT NULL DEFAULT '',
            from_at BIGINT NOT NULL,
            until_at BIGINT,
            PRIMARY KEY (site, desk, who, standing_in_for),
            FOREIGN KEY (site, desk) REFERENCES desks (site, id)
        );
        CREATE INDEX desk_seats_by_person ON desk_seats (who);
        CREATE TABLE applications (
            number INTEGER PRIMARY KEY NOT NULL,
            kind TEXT NOT NULL,
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            site BIGINT NOT NULL REFERENCES sites (number),
            filed_by TEXT NOT NULL,
            filed_at BIGINT NOT NULL,
            filed_together BIGINT,
            status TEXT NOT NULL CHECK (status IN
                ('open', 'returned', 'approved', 'refused', 'withdrawn', 'cancelled')),
            is_pending INTEGER NOT NULL CHECK (is_pending IN (0, 1)),
            due_at BIGINT,
            answerable TEXT,
            desks TEXT NOT NULL,
            state_sealed BYTEA NOT NULL
        );
        CREATE INDEX applications_by_organisation ON applications (organisation, number);
        CREATE INDEX applications_by_site ON applications (site, number);
        CREATE INDEX applications_due ON applications (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX applications_answered_for ON applications (answerable) WHERE is_pending = 1;
        CREATE TABLE application_steps (
            application BIGINT NOT NULL REFERENCES applications (number),
            number INTEGER NOT NULL,
            site BIGINT NOT NULL,
            desk TEXT NOT NULL,
            due_at BIGINT NOT NULL,
            taken_by TEXT,
            PRIMARY KEY (application, number)
        );
        CREATE INDEX application_steps_by_desk
            ON application_steps (site, desk, due_at, application);
        CREATE TABLE application_events (
            application BIGINT NOT NULL REFERENCES applications (number),
            n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 65535),
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            body_sealed BYTEA NOT NULL,
            PRIMARY KEY (application, n)
        );
        CREATE TRIGGER application_events_stay BEFORE DELETE ON application_events
            BEGIN SELECT RAISE(ABORT, 'what happened to applications is kept for ever'); END;
        CREATE TRIGGER application_events_stay_as_they_are BEFORE UPDATE ON application_events
            BEGIN SELECT RAISE(ABORT, 'what happened to applications is never changed'); END;
        CREATE TABLE application_passes (
            application BIGINT NOT NULL REFERENCES applications (number),
            pass BIGINT NOT NULL REFERENCES passes (id),
            PRIMARY KEY (application, pass)
        );
        CREATE INDEX application_passes_by_pass ON application_passes (pass);
        CREATE TABLE attachments (
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            sha256 TEXT NOT NULL,
            type TEXT NOT NULL CHECK (type IN ('pdf', 'jpeg', 'png')),
            size BIGINT NOT NULL CHECK (size > 0),
            kept_at BIGINT NOT NULL,
            kept_by TEXT NOT NULL,
            PRIMARY KEY (organisation, sha256)
        );
        CREATE TABLE quotas (
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            site BIGINT NOT NULL REFERENCES sites (number),
            staff_passes BIGINT NOT NULL CHECK (staff_passes >= 0),
            set_at BIGINT NOT NULL,
            PRIMARY KEY (organisation, site)
        );
        CREATE TABLE organisation_zones (
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            zone BIGINT NOT NULL REFERENCES zones (number),
            PRIMARY KEY (organisation, zone)
        );
        """
}

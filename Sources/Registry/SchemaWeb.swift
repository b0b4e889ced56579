// Tables of the service over HTTP: lists that wait or are worked on, and answers that are kept for
// a request that comes again. And the orders in which its pages are read.

extension Schema {
    static let web = """
        CREATE INDEX people_in_order ON people (organisation, id);
        CREATE INDEX people_at_site ON people (organisation, site);
        CREATE INDEX vehicles_at_site ON vehicles (organisation, site);
        CREATE INDEX passes_in_order ON passes (organisation, number);
        CREATE TABLE list_jobs (
            id INTEGER PRIMARY KEY NOT NULL,
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            site BIGINT NOT NULL REFERENCES sites (number),
            kind TEXT NOT NULL CHECK (kind IN ('staff', 'vehicles')),
            state TEXT NOT NULL,
            scope TEXT NOT NULL,
            sheet TEXT,
            confirmed_leavers BIGINT,
            all_or_nothing INTEGER NOT NULL,
            file TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            batch BIGINT REFERENCES batches (number),
            summary TEXT
        );
        CREATE INDEX list_jobs_of_firm ON list_jobs (organisation, id);
        CREATE INDEX list_jobs_waiting ON list_jobs (state)
            WHERE state IN ('received', 'applying');
        CREATE TABLE kept_answers (
            id INTEGER PRIMARY KEY NOT NULL,
            account BIGINT NOT NULL,
            key_hash BYTEA NOT NULL,
            request_hash BYTEA NOT NULL,
            begun_at BIGINT NOT NULL,
            status INTEGER,
            location TEXT,
            type TEXT,
            body_sealed BYTEA,
            UNIQUE (account, key_hash)
        );
        CREATE INDEX kept_answers_by_age ON kept_answers (begun_at);
        """
}

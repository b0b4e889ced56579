// Tables of what holders see of their passes: links that only they know, and what they say is
// wrong.

extension Schema {
    static let holderLinks = """
        CREATE TABLE holder_links (
            id INTEGER PRIMARY KEY NOT NULL,
            pass BIGINT NOT NULL REFERENCES passes (id),
            secret_hash BYTEA NOT NULL UNIQUE,
            made_at BIGINT NOT NULL,
            ended_at BIGINT,
            device_hash BYTEA,
            bound_at BIGINT,
            CHECK ((device_hash IS NULL) = (bound_at IS NULL))
        );
        CREATE UNIQUE INDEX holder_links_open ON holder_links (pass) WHERE ended_at IS NULL;
        CREATE TABLE corrections (
            id INTEGER PRIMARY KEY NOT NULL,
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            link BIGINT NOT NULL REFERENCES holder_links (id),
            text_sealed BYTEA NOT NULL,
            filed_at BIGINT NOT NULL,
            closed_at BIGINT
        );
        CREATE INDEX corrections_of_firm ON corrections (organisation, id);
        CREATE INDEX corrections_of_link ON corrections (link) WHERE closed_at IS NULL;
        """

    /// The day on which a link last showed a live code, so that each day has one row of the audit.
    static let liveDays = "ALTER TABLE holder_links ADD COLUMN live_day BIGINT"
}

// Orders of messages to many: noted whole when they are given, then written into the outbox piece
// by piece. How far one has come stands in its row, changed in the transaction of each piece.

extension Schema {
    static let messageJobs = """
        CREATE TABLE message_jobs (
            number INTEGER PRIMARY KEY NOT NULL,
            topic TEXT NOT NULL,
            organisation BIGINT NOT NULL REFERENCES organisations (number),
            audience TEXT NOT NULL CHECK (audience IN ('staff', 'drivers')),
            sites TEXT,
            template TEXT NOT NULL,
            language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
            urgency TEXT NOT NULL CHECK (urgency IN ('usual', 'urgent')),
            values_sealed BYTEA,
            state TEXT NOT NULL CHECK (state IN
                ('writing', 'written', 'cancelling', 'cancelled')),
            recipients BIGINT NOT NULL,
            done_row BIGINT NOT NULL,
            last_row BIGINT NOT NULL,
            queued BIGINT NOT NULL,
            repeated BIGINT NOT NULL,
            without_phone BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            made_by TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL
        );
        CREATE INDEX message_jobs_of_firm ON message_jobs (organisation, number);
        CREATE INDEX message_jobs_at_work ON message_jobs (number)
            WHERE state IN ('writing', 'cancelling');
        ALTER TABLE messages ADD COLUMN job BIGINT REFERENCES message_jobs (number);
        CREATE INDEX messages_of_job ON messages (job, state) WHERE job IS NOT NULL;
        """
}

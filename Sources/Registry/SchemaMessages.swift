// The outbox: short messages that wait to be sent, are being sent, or were. A message is written in
// the transaction of what it tells of. What is said and to which number lies sealed, and is removed
// once the provider has it or nobody will send it any more.

extension Schema {
    static let messages = """
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY NOT NULL,
            key TEXT NOT NULL UNIQUE,
            topic TEXT NOT NULL,
            organisation BIGINT REFERENCES organisations (number),
            site BIGINT REFERENCES sites (number),
            template TEXT NOT NULL,
            language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
            urgency TEXT NOT NULL CHECK (urgency IN ('usual', 'urgent')),
            phone_sealed BYTEA,
            phone_hash BYTEA NOT NULL,
            phone_masked TEXT NOT NULL,
            values_sealed BYTEA,
            state TEXT NOT NULL CHECK (state IN
                ('waiting', 'sending', 'sent', 'delivered', 'failed', 'dropped')),
            attempts INTEGER NOT NULL,
            next_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            made_at BIGINT NOT NULL,
            tried_at BIGINT,
            settled_at BIGINT,
            received_at BIGINT,
            provider_id TEXT,
            fault TEXT
        );
        CREATE INDEX messages_due ON messages (next_at, id)
            WHERE state IN ('waiting', 'sending');
        CREATE INDEX messages_of_firm ON messages (organisation, id);
        CREATE INDEX messages_to_number ON messages (phone_hash, tried_at)
            WHERE tried_at IS NOT NULL;
        CREATE INDEX messages_at_provider ON messages (provider_id)
            WHERE provider_id IS NOT NULL;
        CREATE TRIGGER messages_stay BEFORE DELETE ON messages
            BEGIN SELECT RAISE(ABORT, 'a message that is forgotten would be sent again'); END;
        """
}

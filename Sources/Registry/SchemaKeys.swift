// The tables of keys that were made and revoked, which came after the first ones.

extension Schema {
    /// A revoked group may be one that a restored registry never had, so it names its site itself.
    static let keys = """
        CREATE TABLE key_epochs (
            number INTEGER PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 255),
            made_at BIGINT NOT NULL,
            revoked_at BIGINT,
            reason TEXT,
            who TEXT
        );
        INSERT INTO key_epochs (number, made_at) SELECT 1, at FROM audit WHERE n = 1;
        CREATE TRIGGER key_epochs_stay BEFORE DELETE ON key_epochs
            BEGIN SELECT RAISE(ABORT, 'epoch numbers are never used again'); END;
        CREATE TRIGGER key_epochs_stay_revoked BEFORE UPDATE ON key_epochs
            WHEN OLD.revoked_at IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'a revoked epoch stays revoked'); END;
        CREATE TABLE revoked_groups (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 65535),
            site BIGINT,
            revoked_at BIGINT NOT NULL,
            reason TEXT NOT NULL,
            who TEXT NOT NULL
        );
        CREATE TRIGGER revoked_groups_stay BEFORE DELETE ON revoked_groups
            BEGIN SELECT RAISE(ABORT, 'a revoked group stays revoked'); END;
        """
}

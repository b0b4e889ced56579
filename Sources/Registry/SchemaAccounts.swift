// Tables of the people who sign in: accounts, what they sign in by, their roles, invitations,
// sessions, API tokens, and how often somebody tried in vain. Of each secret only its hash is here.

extension Schema {
    /// A credential has a kind, so that other ways to sign in stand beside the password.
    static let accounts = """
        CREATE TABLE accounts (
            number BIGINT PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 4294967295),
            login TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
            made_at BIGINT NOT NULL
        );
        CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts
            BEGIN SELECT RAISE(ABORT, 'account numbers are never used again'); END;
        CREATE TABLE credentials (
            account BIGINT NOT NULL REFERENCES accounts (number),
            kind TEXT NOT NULL CHECK (kind IN ('password')),
            log2_n INTEGER NOT NULL,
            r INTEGER NOT NULL,
            p INTEGER NOT NULL,
            salt BYTEA NOT NULL,
            hash_sealed BYTEA NOT NULL,
            set_at BIGINT NOT NULL,
            PRIMARY KEY (account, kind)
        );
        CREATE TABLE account_grants (
            id INTEGER PRIMARY KEY NOT NULL,
            account BIGINT NOT NULL REFERENCES accounts (number),
            role TEXT NOT NULL,
            organisation BIGINT REFERENCES organisations (number),
            site BIGINT REFERENCES sites (number),
            desk TEXT,
            made_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX account_grants_once ON account_grants
            (account, role, COALESCE(organisation, 0), COALESCE(site, 0), COALESCE(desk, ''));
        CREATE TABLE invitations (
            hash BYTEA PRIMARY KEY NOT NULL,
            account BIGINT NOT NULL REFERENCES accounts (number),
            made_at BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            used_at BIGINT
        );
        CREATE INDEX invitations_by_account ON invitations (account);
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY NOT NULL,
            hash BYTEA NOT NULL UNIQUE,
            account BIGINT NOT NULL REFERENCES accounts (number),
            made_at BIGINT NOT NULL,
            used_at BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            ended_at BIGINT,
            agent TEXT NOT NULL
        );
        CREATE INDEX sessions_by_account ON sessions (account);
        CREATE TABLE api_tokens (
            id INTEGER PRIMARY KEY NOT NULL,
            hash BYTEA NOT NULL UNIQUE,
            account BIGINT NOT NULL REFERENCES accounts (number),
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            made_at BIGINT NOT NULL,
            used_at BIGINT,
            expires BIGINT NOT NULL,
            revoked_at BIGINT
        );
        CREATE INDEX api_tokens_by_account ON api_tokens (account);
        CREATE TABLE sign_in_attempts (
            subject BYTEA PRIMARY KEY NOT NULL,
            since BIGINT NOT NULL,
            attempts INTEGER NOT NULL,
            blocked_until BIGINT NOT NULL,
            blocks INTEGER NOT NULL
        );
        CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (since);
        """
}

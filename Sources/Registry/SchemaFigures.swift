// What is counted as it changes. By triggers, since lists, issues, renewals, revocations and
// restores all write these tables, and a count that one of them forgot would be wrong for good.
// Passes are counted by the times between which they are valid, so that a count is right at every
// time without being touched; one issue has the same times for all its passes.

extension Schema {
    static let figures = """
        CREATE TABLE listed_figures (
            organisation BIGINT NOT NULL,
            site BIGINT NOT NULL,
            kind INTEGER NOT NULL,
            listed BIGINT NOT NULL,
            PRIMARY KEY (organisation, site, kind)
        );
        CREATE TABLE pass_figures (
            organisation BIGINT NOT NULL,
            site BIGINT NOT NULL,
            kind INTEGER NOT NULL,
            status TEXT NOT NULL,
            nbf BIGINT NOT NULL,
            exp BIGINT NOT NULL,
            passes BIGINT NOT NULL,
            PRIMARY KEY (organisation, site, kind, status, nbf, exp)
        );
        CREATE TABLE presence (
            pass_index BYTEA PRIMARY KEY NOT NULL,
            gate BIGINT NOT NULL REFERENCES gates (number),
            direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
            at BIGINT NOT NULL,
            organisation BIGINT,
            kind INTEGER
        );
        CREATE INDEX presence_inside ON presence (at) WHERE direction = 'in';
        INSERT INTO listed_figures SELECT organisation, site, 1, COUNT(*) FROM people
            WHERE state = 'present' GROUP BY organisation, site;
        INSERT INTO listed_figures SELECT organisation, site, 2, COUNT(*) FROM vehicles
            WHERE state = 'present' GROUP BY organisation, site;
        INSERT INTO pass_figures
            SELECT p.organisation, p.site, p.kind, t.status, t.nbf, t.exp, COUNT(*)
            FROM passes p JOIN pass_tokens t ON t.pass = p.id
            WHERE t.status <> 'superseded' GROUP BY 1, 2, 3, 4, 5, 6;
        INSERT INTO presence
            SELECT f.pass_index, f.gate, f.direction, f.at, p.organisation, p.kind FROM
                (SELECT r.pass_index, d.gate, r.direction, r.at, ROW_NUMBER() OVER
                    (PARTITION BY r.pass_index ORDER BY r.at DESC, d.gate DESC, r.n DESC) AS place
                FROM journal_rows r JOIN devices d ON d.id = r.device
                WHERE \(standingPassage)) f
            LEFT JOIN passes p ON p.pass_index = f.pass_index
            WHERE f.place = 1;
        \(counted("people", 1)) \(counted("vehicles", 2))
        CREATE TRIGGER pass_tokens_counted AFTER INSERT ON pass_tokens
            WHEN NEW.status <> 'superseded'
            BEGIN \(pass("NEW", 1)) END;
        CREATE TRIGGER pass_tokens_recounted AFTER UPDATE OF status, nbf, exp ON pass_tokens
            BEGIN \(pass("OLD", -1)) \(pass("NEW", 1)) END;
        CREATE TRIGGER pass_tokens_uncounted AFTER DELETE ON pass_tokens
            BEGIN \(pass("OLD", -1)) END;
        """

    /// Of rows `r`: somebody was let through in a known direction, and no later row is about the
    /// same scan.
    static let standingPassage = """
        r.effect = 'admits' AND r.direction IS NOT NULL AND r.pass_index IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM journal_rows b
            WHERE b.pass_index = r.pass_index AND b.device = r.device AND b.line = r.line
            AND b.n > r.n AND b.effect IS NOT NULL
            AND COALESCE(b.about, b.n) = COALESCE(r.about, r.n))
        """

    private static func counted(_ table: String, _ kind: Int) -> String {
        func change(_ row: String, by difference: Int) -> String {
            """
            INSERT INTO listed_figures
                SELECT \(row).organisation, \(row).site, \(kind), \(difference)
                WHERE \(row).state = 'present'
                ON CONFLICT (organisation, site, kind)
                DO UPDATE SET listed = listed + excluded.listed;
            """
        }
        return """
            CREATE TRIGGER \(table)_counted AFTER INSERT ON \(table)
                BEGIN \(change("NEW", by: 1)) END;
            CREATE TRIGGER \(table)_recounted AFTER UPDATE OF organisation, site, state ON \(table)
                WHEN OLD.organisation <> NEW.organisation OR OLD.site <> NEW.site
                    OR OLD.state <> NEW.state
                BEGIN \(change("OLD", by: -1)) \(change("NEW", by: 1)) END;
            CREATE TRIGGER \(table)_uncounted AFTER DELETE ON \(table)
                BEGIN \(change("OLD", by: -1)) END;
            """
    }

    private static func pass(_ row: String, _ difference: Int) -> String {
        """
        INSERT INTO pass_figures
            SELECT organisation, site, kind, \(row).status, \(row).nbf, \(row).exp, \(difference)
            FROM passes WHERE id = \(row).pass AND \(row).status <> 'superseded'
            ON CONFLICT (organisation, site, kind, status, nbf, exp)
            DO UPDATE SET passes = passes + excluded.passes;
        """
    }
}

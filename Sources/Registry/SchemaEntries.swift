// Applications that gates file, each known by the key under which its gate sends it.

extension Schema {
    static let entries = """
        ALTER TABLE applications ADD COLUMN gate_key TEXT;
        CREATE UNIQUE INDEX applications_by_gate_key ON applications (gate_key)
            WHERE gate_key IS NOT NULL;
        """
}

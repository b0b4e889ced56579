// Uploaded lists that applications carry, and where a firm has either.

extension Schema {
    static let listsAtDesks = """
        ALTER TABLE list_jobs ADD COLUMN application BIGINT REFERENCES applications (number);
        CREATE INDEX list_jobs_at_site ON list_jobs (organisation, site);
        CREATE INDEX applications_at_site ON applications (organisation, site);
        """
}

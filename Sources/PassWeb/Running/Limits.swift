// What one connection and all of them together may take of the service. Each bound is here by name.

/// Bounds on connections and on work.
enum ServiceLimits {
    /// Connections at once; more wait in the system's queue until one ends.
    static let connections = 4096
    /// Seconds in which a connection must bring the whole head of a request, from its beginning or
    /// from the answer before.
    static let headSeconds: Int64 = 30
    /// Seconds for a body beyond those that its bytes have at `bodyBytesPerSecond`.
    static let bodySeconds: Int64 = 30
    /// Slowest body that is taken: a sheet of 20 MB in a quarter of an hour.
    static let bodyBytesPerSecond: Int64 = 24 * 1024
    /// Milliseconds after which a peer that takes no more of an answer is given up.
    static let unreadMilliseconds = 60_000
    /// Bytes of all fields of a head, and of one.
    static let headBytes = 32 * 1024
    static let headFieldBytes = 16 * 1024
    static let headFields = 100
    /// Threads for work that blocks: many more than cores, since most of them wait for the disk,
    /// and those that wait for it together share a commit.
    static let workThreads = 64
    /// Most threads for requests that read a page or one record: as many as the registry lets read
    /// at a time; fewer where there are fewer cores.
    static let readingThreads = 5
    /// Requests that may wait for a thread; the next one is told to come again.
    static let waitingRequests = 512
    /// Requests that may wait to work on a password.
    static let waitingPasswords = 32
    /// Gates that may wait for their bundle to be made.
    static let waitingBundles = 1_024
    /// Seconds after which whoever was told so should come again.
    static let retrySeconds = 2
    /// Seconds in which a service that was told to stop finishes what it accepted.
    static let stopSeconds = 30
}

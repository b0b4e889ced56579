// The chain that binds each row to all before it.
package import PassCrypto

/// Hashes of the chain.
package enum JournalChain {
    /// h(0): what the first row is chained to.
    package static let start = [UInt8](repeating: 0, count: 32)

    private static let begin: SHA256 = {
        var chain = SHA256()
        chain.update("gatepass/1 row")
        return chain
    }()

    /// h(n) = SHA-256("gatepass/1 row" || h(n-1) || row).
    ///
    /// - Parameters:
    ///   - previous: 32 bytes, the hash of the row before.
    ///   - row: the row's bytes.
    package static func hash(after previous: Span<UInt8>, _ row: Span<UInt8>) -> Digest {
        var chain = begin
        chain.update(previous)
        chain.update(row)
        return chain.finish()
    }
}

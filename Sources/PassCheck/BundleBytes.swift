// The bytes of a bundle, wherever they lie. The one unsafe place of this room: a mapped file is
// memory that the language does not own.

/// Owner of read-only bytes: a mapped file, or a copy in memory.
@safe package final class BundleBytes: Sendable {
    // Only read until `deinit`.
    nonisolated(unsafe) private let base: UnsafeRawBufferPointer
    private let release: @Sendable () -> Void

    /// How many bytes there are.
    package var count: Int { unsafe base.count }

    /// Takes over memory that stays unchanged until `release` is called.
    @unsafe package init(
        adopting base: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void
    ) {
        unsafe self.base = base
        self.release = release
    }

    /// Copies bytes into memory of its own.
    package init(copying bytes: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(bytes.count, 1), alignment: 1)
        unsafe memory.copyBytes(from: bytes)
        unsafe base = UnsafeRawBufferPointer(rebasing: memory[..<bytes.count])
        nonisolated(unsafe) let owned = unsafe memory
        release = { unsafe owned.deallocate() }
    }

    deinit { release() }

    /// Lends some of the bytes for the time of one call; positions beyond the end are left out.
    package func withSpan<Value, Failure: Error>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let part = unsafe UnsafeRawBufferPointer(rebasing: base[range.clamped(to: 0..<count)])
        return try body(unsafe part.bindMemory(to: UInt8.self).span)
    }

    /// Adds some of the bytes to others.
    func append(_ range: Range<Int>, to other: inout [UInt8]) {
        withSpan(range) { span in
            unsafe span.withUnsafeBufferPointer { unsafe other.append(contentsOf: $0) }
        }
    }
}

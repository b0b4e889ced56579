// The journal's evolving key, in a file of its own: 64 bytes, overwritten in place.
// 8 bytes "GPJKEY1\n", 8 bytes n (big-endian), 32 bytes K(n), 16 bytes of SHA-256 over those 48.
// n is the number of the row that K(n) will authenticate, one above the last row's.
//
// 64 bytes at the front of a file lie in one sector, which a disk writes whole or not at all. It is
// not fsynced: a file that is behind is stepped forward, and the rows are on the disk before it.
import Glibc
import PassCrypto
import PassFormat
import PrivateFiles

/// A key and the number of the row that it is for.
struct NumberedKey {
    var number: UInt64
    var key: JournalKey

    /// Goes on to the row after; the step cannot be taken back.
    mutating func step() {
        number += 1
        key = key.next()
    }
}

/// The open key file; its lock is the journal's write lock.
struct JournalKeyFile: ~Copyable {
    static let name = "journal.key"
    /// How long another program's lock is waited for.
    static let lockWaitSeconds = 5
    private static let magic = Array("GPJKEY1\n".utf8)
    private static let byteCount = 64

    private let file: OpenFile

    /// Opens the file.
    ///
    /// - Throws: `GateStateError.journalFailed` where there is none.
    init(in folder: borrowing PrivateFolder) throws(GateStateError) {
        let opened = try files { () throws(PrivateFileError) in try folder.open(Self.name, O_RDWR) }
        guard let file = opened else {
            throw .journalFailed(
                BilingualText(
                    "缺少 \(Self.name)：请重新登记本门岗", "\(Self.name) is missing: enrol the gate again"))
        }
        self.file = file
    }

    /// Writes the file that a new chain begins with.
    static func make(
        in folder: borrowing PrivateFolder, _ first: JournalKey
    ) throws(GateStateError) {
        var block = encode(NumberedKey(number: 1, key: first))
        defer { wipe(&block) }
        try files { () throws(PrivateFileError) in try folder.replace(name, with: block.span) }
    }

    /// Waits for the lock, up to `lockWaitSeconds`; given back by `unlock` or with the file.
    func lock() throws(GateStateError) {
        // Another lane is done in a millisecond or two; who takes longer is looked for less often.
        var pauseMicroseconds: UInt32 = 250
        let end = monotonicSeconds() + Self.lockWaitSeconds
        repeat {
            if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .files(.system(operation: "flock", path: file.path, number: errno))
            }
            usleep(pauseMicroseconds)
            pauseMicroseconds = min(pauseMicroseconds * 5 / 4, 10_000)
        } while monotonicSeconds() <= end
        throw .journalBusy(waitedSeconds: Self.lockWaitSeconds)
    }

    func unlock() { _ = flock(file.number, LOCK_UN) }

    func read() throws(GateStateError) -> NumberedKey {
        var block = try files { () throws(PrivateFileError) in try file.read(Self.byteCount, at: 0)
        }
        defer { wipe(&block) }
        guard block.count == Self.byteCount, Array(block.prefix(8)) == Self.magic,
            check(block).elementsEqual(block.suffix(16))
        else { throw .damaged(Self.name) }
        let number = block[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        do throws(CryptoError) {
            let secret = SecretBytes(copying: block.span.extracting(16..<48))
            return NumberedKey(number: number, key: try JournalKey(secret))
        } catch { throw .crypto(error) }
    }

    func write(_ numbered: NumberedKey) throws(GateStateError) {
        var block = Self.encode(numbered)
        defer { wipe(&block) }
        try files { () throws(PrivateFileError) in try file.write(block.span, at: 0) }
    }

    private static func encode(_ numbered: NumberedKey) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(byteCount)
        block += magic
        block += bigEndianBytes(numbered.number)
        numbered.key.secret.withBytes { key in
            for index in key.indices { block.append(key[index]) }
        }
        block += check(block)
        return block
    }
}

/// The first 16 bytes of the hash of a key file's first 48.
private func check(_ block: [UInt8]) -> [UInt8] {
    SHA256.hash(block.span.extracting(0..<48)).prefix(16)
}

/// Seconds since the machine was started; for measuring a wait, never for a decision.
private func monotonicSeconds() -> Int {
    var now = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec
}

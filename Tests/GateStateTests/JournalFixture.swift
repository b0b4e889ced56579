// A gate's folder in the temporary directory, gone with the test, and what tests do to it behind
// the program's back.
import FoundationEssentials
import Glibc
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PrivateFiles
import TestSupport

@testable import GateState

extension TestFolder {
    /// The gate's folder inside.
    var state: String { "\(path)/state" }
}

/// A gate's folder with a journal and nothing else.
struct JournalFixture {
    static let gate: UInt16 = 7
    let temporary: TestFolder
    let firstKey: JournalKey

    init() throws {
        temporary = try TestFolder()
        firstKey = try JournalKey(
            SecretBytes(copying: [UInt8](repeating: 0x4B, count: 32).span))
        let folder = try PrivateFolder(making: temporary.state)
        try Journal.make(in: folder, firstKey)
    }

    func open() throws -> Journal {
        try Journal(opening: try PrivateFolder(opening: temporary.state), gate: Self.gate)
    }

    /// Adds `count` rows, each in a transaction of its own.
    func add(_ count: Int, to journal: Journal) throws {
        for _ in 0..<count {
            _ = try journal.write(at: noon) { (open) throws(GateStateError) in
                try open.add(admission(of: 1))
            }
        }
    }

    /// Runs SQL on the database as somebody with the folder in hand would.
    func tamper(_ sql: String) throws {
        try Database(path: "\(temporary.state)/journal.db", access: .write).run(sql)
    }

    func keyFile() throws -> [UInt8] {
        try PrivateFolder(opening: temporary.state).read("journal.key", limitBytes: 64) ?? []
    }

    func putKeyFile(_ bytes: [UInt8]) throws {
        try PrivateFolder(opening: temporary.state).replace("journal.key", with: bytes.span)
    }

    func verify(acknowledged: AcknowledgedRow? = nil) throws -> JournalCheck {
        try open().verify(acknowledged: acknowledged)
    }

    /// Checks every row as the issuer does, who can make K(1) at any time.
    ///
    /// - Returns: the numbers of the rows whose hash or code is wrong.
    func issuerFaults() throws -> [UInt64] {
        let database = try Database(path: "\(temporary.state)/journal.db", access: .read)
        let rows = try database.prepare("SELECT n, bytes, h, m FROM row ORDER BY n")
        var key = NumberedKey(number: 1, key: firstKey)
        var previous = [UInt8](repeating: 0, count: 32)
        var faults: [UInt64] = []
        while try rows.step() {
            let number = UInt64(rows.integer(0))
            while key.number < number { key.step() }
            let hash = SHA256.hash("gatepass/1 row", previous, rows.blob(1)).array
            if hash != rows.blob(2) || key.key.code(of: hash) != rows.blob(3) {
                faults.append(number)
            }
            previous = hash
        }
        return faults
    }
}

let noon = Timestamp(seconds: 1_780_000_000)

func reference(_ pass: UInt64) -> PassReference? {
    TokenDigest(bytes: [UInt8](repeating: UInt8(truncatingIfNeeded: pass), count: 16)).map {
        PassReference(index: PassIndex(rawValue: pass), sequence: 1, digest: $0)
    }
}

/// The row of an entry admitted for a pass, with a live step where one is given.
func admission(of pass: UInt64, step: UInt32? = nil, at: Timestamp = noon) -> JournalEvent {
    var event = JournalEvent(kind: .check, at: at, gate: JournalFixture.gate, bundleVersion: 3)
    event.reference = reference(pass)
    event.outcome = .allow
    event.code = "OK"
    event.direction = .inward
    event.entries = 1
    event.liveStep = step
    return event
}

// What a gate's folder holds of its link with the office: where the office is and by which key it
// is known, how the link stands, and the files on their way. `gate-link` works by these alone.
// Tests: Tests/GateStateTests/LinkTests.swift.
import FoundationEssentials
import Glibc
import JournalFormat
package import PassCheck
package import PassCrypto
package import PassFormat
import PrivateFiles

/// Where the office is.
package struct OfficeAddress: Codable, Sendable, Equatable {
    /// `https://` with host and port, without a path.
    package let server: String
    /// SHA-256 of the server's public key (SubjectPublicKeyInfo), 64 hexadecimal digits.
    package let pin: String

    package init(server: String, pin: String) {
        self.server = server
        self.pin = pin
    }
}

/// How the link stands, as it was seen last.
package struct LinkStatus: Codable, Sendable, Equatable {
    /// What the last attempt came to.
    package enum Outcome: String, Codable, Sendable {
        case connected
        /// The office was not reached.
        case unreachable
        /// The office answered, and refuses.
        case refused
        /// The office gives no bundles: an alarm stands.
        case stopped
    }

    package var outcome: Outcome
    /// A word for the fault; null where all is well.
    package var code: String?
    /// The machine's calendar clock when the office answered last, seconds since 1970; 0: never.
    package var contactSeconds: UInt64
    /// The boot's clock at that time, and which boot, in hexadecimal.
    package var contactBootSeconds: UInt64?
    package var contactBoot: String?
    /// What is to be added to the machine's clock for the office's time, in seconds.
    package var offsetSeconds: Int64

    package init(outcome: Outcome, code: String? = nil) {
        self.outcome = outcome
        self.code = code
        contactSeconds = 0
        offsetSeconds = 0
    }

    /// The office has answered just now.
    package mutating func touch(at machine: MachineTime) {
        contactSeconds = machine.calendar.seconds
        contactBootSeconds = machine.boot?.seconds
        contactBoot = machine.boot.map { hexadecimal($0.id) }
    }

    /// Seconds since the office answered last; nil where it never did.
    package func ageSeconds(at machine: MachineTime) -> UInt64? {
        guard contactSeconds > 0 else { return nil }
        if let boot = machine.boot, let before = contactBootSeconds,
            contactBoot == hexadecimal(boot.id), before <= boot.seconds
        {
            return boot.seconds - before
        }
        return machine.calendar.seconds(since: Timestamp(seconds: contactSeconds))
    }
}

/// What the gate says of itself to the office.
package struct GateStanding: Sendable, Equatable {
    /// Number of the newest bundle that was in force; 0 for none.
    package let bundle: UInt64
    package let row: UInt64
    /// Chain hash of the last row, 32 bytes.
    package let head: [UInt8]
    /// The gate's time, and whether it can be believed.
    package let now: Timestamp
    package let trust: ClockTrust
}

/// The one program that speaks to the office for a gate just now; given back when it goes.
package struct LinkTurn: ~Copyable {
    private let file: OpenFile

    fileprivate init(_ file: consuming OpenFile) { self.file = file }

    /// Lets the next one in.
    package consuming func giveBack() {}
}

extension Gate {
    private static let addressName = "office.link"
    private static let statusName = "office.status"
    private static let turnName = "office.turn"
    private static let outgoingName = "journal.outgoing"
    static let receivedName = "bundle.received"
    private static let largestNoteBytes = 4_096

    /// Where the office is; nil where the gate is not linked to it.
    ///
    /// - Throws: `GateStateError.damaged`, `.files`.
    package func officeAddress() throws(GateStateError) -> OfficeAddress? {
        try note(Self.addressName)
    }

    /// Whether it knows where the office is.
    package var isLinked: Bool { folder.has(Self.addressName) }

    /// Keeps where the office is.
    package func keep(_ address: OfficeAddress) throws(GateStateError) {
        try keep(address, as: Self.addressName)
    }

    /// How the link stands; nil where nothing was ever tried, or it cannot be read.
    package func linkStatus() -> LinkStatus? { try? note(Self.statusName) }

    /// Keeps how the link stands.
    package func keep(_ status: LinkStatus) throws(GateStateError) {
        try keep(status, as: Self.statusName)
    }

    private func note<Note: Decodable>(_ name: String) throws(GateStateError) -> Note? {
        let found = try files { () throws(PrivateFileError) in
            try folder.read(name, limitBytes: Self.largestNoteBytes)
        }
        guard let found else { return nil }
        guard let note = try? JSONDecoder().decode(Note.self, from: Data(found)) else {
            throw .damaged(name)
        }
        return note
    }

    private func keep(_ note: some Encodable, as name: String) throws(GateStateError) {
        guard let data = try? JSONEncoder().encode(note) else { throw .damaged(name) }
        try files { () throws(PrivateFileError) in
            try folder.replace(name, with: [UInt8](data).span)
        }
    }

    /// Waits until no other program speaks to the office for this gate.
    package func linkTurn() throws(GateStateError) -> LinkTurn {
        try files { () throws(PrivateFileError) in
            if !folder.has(Self.turnName) { _ = try? folder.make(Self.turnName) }
            guard let file = try folder.open(Self.turnName, O_RDWR) else {
                throw .system(operation: "open", path: Self.turnName, number: ENOENT)
            }
            while flock(file.number, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    throw .system(operation: "flock", path: file.path, number: errno)
                }
            }
            return LinkTurn(file)
        }
    }

    /// What the gate has and how far it is.
    ///
    /// - Throws: `GateStateError.journalFailed`, `.damaged`.
    package func standing(at machine: MachineTime) throws(GateStateError) -> GateStanding {
        let reading = try reading(of: machine)
        // Rows that are gone are recorded first, so that the office hears of it.
        _ = try journal().write(at: reading.now) { _ in }
        let head = try journal().read { try $0.head() }
        return GateStanding(
            bundle: try BundleShelf.version(in: folder)?.number ?? core?.version ?? 0,
            row: head.number, head: head.hash, now: reading.now, trust: reading.trust)
    }

    /// Number of the last row of the journal; 0 for none.
    package func lastRow() throws(GateStateError) -> UInt64 {
        try journal().read { try $0.head() }.number
    }

    /// The version in force, as a delta may build on it; nil where none is.
    package var versionInForce: BundleVersion? {
        guard case .inForce(let bundle, _) = bundle else { return nil }
        return bundle.version
    }

    /// Writes the journal from a row on as a file to be sent, of which there is one at a time.
    package func outgoingJournal(
        from row: UInt64, at machine: MachineTime
    ) throws(GateStateError) -> OutgoingFile {
        let path = folder.path(of: Self.outgoingName)
        let head = try exportJournal(.from(row), to: path, at: machine)
        return try OutgoingFile(path, rows: head.rowCount)
    }

    /// Begins the file that a bundle is received in, of which there is one at a time.
    package func receiveBundle() throws(GateStateError) -> IncomingFile {
        try files { () throws(PrivateFileError) in
            try folder.remove(Self.receivedName)
            return IncomingFile(try folder.make(Self.receivedName))
        }
    }

    /// Puts what was received in force.
    ///
    /// - Throws: as `load`.
    package func load(
        _ received: IncomingFile, at machine: MachineTime
    ) throws(GateStateError) -> BundleArrival {
        let path = received.path
        defer { _ = try? folder.remove(Self.receivedName) }
        return try load(path, at: machine)
    }
}

/// A file on its way to the office; taken away when it is let go.
package final class OutgoingFile {
    private static let pieceBytes = 1 << 16

    private let file: OpenFile
    /// Rows in it.
    package let rows: UInt64
    package let byteCount: Int
    /// SHA-256 of all its bytes.
    package let digest: Digest

    fileprivate init(_ path: String, rows: UInt64) throws(GateStateError) {
        let opened = try files { () throws(PrivateFileError) in try OpenFile(reading: path) }
        let count = try files { () throws(PrivateFileError) in try opened.byteCount }
        var hash = SHA256()
        var done = 0
        while done < count {
            let piece = try files { () throws(PrivateFileError) in
                try opened.read(Self.pieceBytes, at: done)
            }
            guard !piece.isEmpty else { throw .damaged(opened.path) }
            hash.update(piece.span)
            done += piece.count
        }
        digest = hash.finish()
        byteCount = count
        self.rows = rows
        file = opened
    }

    deinit { _ = unsafe unlink(file.path) }

    /// Bytes from a place on, fewer at the end.
    package func read(_ count: Int, at offset: Int) throws(GateStateError) -> [UInt8] {
        try files { () throws(PrivateFileError) in try file.read(count, at: offset) }
    }
}

/// A file that is being received, by one owner.
package final class IncomingFile {
    private let file: OpenFile
    /// Bytes that came.
    package private(set) var byteCount = 0

    fileprivate init(_ file: consuming OpenFile) { self.file = file }

    fileprivate var path: String { file.path }

    /// Adds what came.
    ///
    /// - Throws: `GateStateError.files`, for instance where the disk is full.
    package func append(_ bytes: Span<UInt8>) throws(GateStateError) {
        let offset = byteCount
        do throws(PrivateFileError) { try file.write(bytes, at: offset) } catch {
            throw .files(error)
        }
        byteCount += bytes.count
    }
}

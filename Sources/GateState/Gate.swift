// A gate at work: folder, device, bundle and journal together.
package import PassCheck
package import PassCrypto
import PassFormat
import PrivateFiles

/// What is in force at the gate.
package enum BundleState: Sendable {
    case inForce(GateBundle, SealedKeys)
    /// None was loaded.
    case none
    /// The one that lies there is not to be believed.
    case refused(BundleFault)
    /// Its sealed part does not open with this device's key.
    case sealed

    fileprivate var core: BundleCore? {
        guard case .inForce(let bundle, _) = self else { return nil }
        return bundle.core
    }

    /// Why nothing can be decided; nil where it can.
    package var trouble: VerdictCode? {
        switch self {
        case .inForce: nil
        case .none, .refused: .noBundle
        case .sealed: .noKeys
        }
    }
}

/// An enrolled gate's folder, open; used by one thread at a time.
package final class Gate {
    /// Which gate this is, which device, and whom it believes.
    package let identity: GateIdentity
    /// What verdicts are made with.
    package private(set) var bundle: BundleState
    /// What is signed in the bundle in force; nil where none is.
    package private(set) var core: BundleCore?
    /// What scans are read with.
    package private(set) var reader: ScanReader
    /// The files that `bundle` was read from.
    private var standing: BundleStanding
    let folder: PrivateFolder
    private let device: DeviceFile
    private var journalOpened: Journal?

    /// Opens the folder of an enrolled gate; the journal is opened when it is first needed.
    ///
    /// - Throws: `GateStateError.noFolder`, `.notEnrolled`, `.damaged`, `.files`.
    package init(opening path: String) throws(GateStateError) {
        let opened = try files { () throws(PrivateFileError) in try PrivateFolder(opening: path) }
        guard let device = try DeviceFile(in: opened) else { throw .notEnrolled }
        standing = BundleShelf.standing(in: opened)
        let state = try Self.state(in: opened, device)
        bundle = state
        core = state.core
        reader = ScanReader(state, from: standing)
        folder = opened
        self.device = device
        identity = device.identity
    }

    /// The device's fingerprint, as the office knows it.
    package var fingerprint: Fingerprint? { Fingerprint(bytes: identity.deviceFingerprint) }

    /// The device's Ed25519 key, for what the gate signs.
    ///
    /// - Throws: `GateStateError.crypto`.
    package func signingKey() throws(GateStateError) -> SigningKey {
        try crypto { () throws(CryptoError) in try SigningKey(seed: device.seed) }
    }

    /// The gate's journal.
    ///
    /// - Throws: `GateStateError.journalFailed` and those of its files.
    package func journal() throws(GateStateError) -> Journal {
        if let journalOpened { return journalOpened }
        let opened = try Journal(opening: folder, gate: identity.gate)
        journalOpened = opened
        return opened
    }

    /// Copies a bundle in, or makes it from a delta, proves it whole and puts it in force.
    ///
    /// - Parameters:
    ///   - path: the file as it was brought.
    ///   - machine: what the machine's clocks say.
    /// - Returns: whether it is a newer one.
    /// - Throws: `GateStateError.bundle` with the reason; the old one stays in force.
    package func load(
        _ path: String, at machine: MachineTime
    ) throws(GateStateError) -> BundleArrival {
        // A gate whose journal is broken may still be brought up to date.
        let now = (try? reading(of: machine).now) ?? machine.calendar
        let arrival = try BundleShelf.load(path, into: folder, for: device, at: now)
        try readBundle()
        return arrival
    }

    /// Takes up a bundle that another program has loaded, or taken away, since this one was read.
    ///
    /// - Throws: as `init(opening:)`.
    package func refresh() throws(GateStateError) {
        guard BundleShelf.standing(in: folder) != standing else { return }
        try readBundle()
    }

    private func readBundle() throws(GateStateError) {
        // Looked at before it is read: one that arrives in between is then taken up the next time.
        let found = BundleShelf.standing(in: folder)
        bundle = try Self.state(in: folder, device)
        core = bundle.core
        reader = ScanReader(bundle, from: found)
        standing = found
    }

    /// What `decide` is made with; nil where no bundle is in force.
    package var basis: DecisionBasis? { reader.basis }

    /// The issuer's newest knowledge of the journal, as the bundle in force says.
    package var acknowledged: AcknowledgedRow? {
        guard let head = core?.acknowledged, head.row > 0 else { return nil }
        return AcknowledgedRow(number: head.row, hash: head.hash)
    }

    /// The gate's time, and whether it can be believed.
    ///
    /// - Parameter machine: what the machine's clocks say.
    /// - Throws: `GateStateError.journalFailed` where the mark cannot be read.
    package func reading(of machine: MachineTime) throws(GateStateError) -> ClockReading {
        reading(of: machine, after: try journal().read { try $0.clockMark() })
    }

    func reading(of machine: MachineTime, after mark: ClockMark) -> ClockReading {
        ClockRule.reading(of: machine, after: mark, under: core)
    }

    private static func state(
        in folder: borrowing PrivateFolder, _ device: DeviceFile
    ) throws(GateStateError) -> BundleState {
        let bundle: GateBundle?
        do throws(GateStateError) {
            bundle = try BundleShelf.open(in: folder, for: device.identity, proof: .head)
        } catch {
            guard case .bundle(let fault) = error else { throw error }
            return .refused(fault)
        }
        guard let bundle else { return .none }
        guard let agreement = try? AgreementKey(secret: device.agreementSecret),
            let keys = try? bundle.keys(opening: agreement)
        else { return .sealed }
        return .inForce(bundle, keys)
    }
}

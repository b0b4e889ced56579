// The part of a check that needs neither history nor time: reading the code, proving it, opening
// the names. It depends on nothing but the bundle, so that another thread may do it beforehand.
package import PassCheck
import PassFormat
import PrivateFiles

/// What scans are read with: the bundle in force, as a value.
package struct ScanReader: Sendable {
    /// nil where none is in force.
    let basis: DecisionBasis?
    private let bundle: GateBundle?
    /// The files that the bundle was read from.
    fileprivate let standing: BundleStanding

    init(_ state: BundleState, from standing: BundleStanding) {
        self.standing = standing
        guard case .inForce(let bundle, let keys) = state else {
            (bundle, basis) = (nil, nil)
            return
        }
        self.bundle = bundle
        basis = bundle.basis(with: keys)
    }

    /// Whether a scan was read with the same bundle.
    func hasRead(_ read: PreparedScan) -> Bool { read.standing == standing }

    /// Reads and authenticates a scan.
    package func read(_ scan: Scan) -> PreparedScan {
        var token: DecodedToken?
        var verification: Verification?
        do throws(TextFault) {
            let decoded = try DecodedToken(reading: scan.text.span)
            verification = basis.map { verify(decoded, with: $0) }
            token = decoded
        } catch {
            if basis != nil { verification = .refused(VerdictCode(error)) }
        }
        return PreparedScan(
            scan, with: self, verification,
            repeatKey: RepeatKey(scan, token, bundleVersion: bundle?.core.version))
    }

    fileprivate func display(of pass: VerifiedPass) -> DisplayRecord? {
        bundle?.displayRecord(of: pass)
    }
}

/// A scan that was read and authenticated, before history and time come to it.
package final class PreparedScan: Sendable {
    package let scan: Scan
    /// What makes another scan the same.
    package let repeatKey: RepeatKey
    fileprivate let standing: BundleStanding
    /// nil where no bundle is in force.
    package let verification: Verification?
    package let display: DisplayRecord?
    /// Which pass it is; nil for a code that is not authentic.
    let reference: PassReference?
    /// The step of a live code that this gate can prove; another is what somebody wrote into it.
    let liveStep: UInt32?
    /// The driver told against the pass's list; nil where none was told.
    let driverMatch: DriverMatch?

    fileprivate init(
        _ scan: Scan, with reader: ScanReader, _ found: Verification?, repeatKey: RepeatKey
    ) {
        self.scan = scan
        self.repeatKey = repeatKey
        standing = reader.standing
        guard case .authentic(let authentic) = found else {
            verification = found
            display = nil
            if case .unlisted(_, let named) = found { reference = named } else { reference = nil }
            liveStep = nil
            driverMatch = nil
            return
        }
        let pass = authentic.lookedUp(in: reader.basis?.manifest)
        let display = reader.display(of: pass)
        self.display = display
        verification = .authentic(pass)
        reference = pass.reference
        let hasLiveKey = reader.basis?.keys.liveKeys[pass.token.keyID] != nil
        liveStep = hasLiveKey ? pass.token.live?.step : nil
        driverMatch = scan.driver.map { driver in
            guard let display else { return .unknown }
            let hash = DisplayRecord.hash(ofDriver: driver, of: pass.claims.identity)
            return display.driverHashes.contains(hash) ? .listed : .unlisted
        }
    }
}

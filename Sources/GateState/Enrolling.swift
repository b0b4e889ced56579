// How a folder becomes a gate's: a request goes to the office, its answer is accepted once.
package import PassCheck
package import PassCrypto
package import PassFormat
import PrivateFiles

/// What to do where the folder is a gate's already.
package enum EnrolmentReplacement: Sendable {
    case refuse
    /// Starts anew: the bundle goes, the journal stays under a dated name.
    case replace
}

/// The steps of enrolment, on a folder.
package enum Enrolling {
    /// Makes the folder where there is none, draws the device's keys and the one-time key J, and
    /// keeps them until the answer comes.
    ///
    /// A request made before counts no longer.
    ///
    /// - Returns: the request, whose `json` goes to the office and whose fingerprint is shown.
    /// - Throws: `GateStateError` of files and cryptography.
    package static func request(
        at path: String, random: RandomSource
    ) throws(GateStateError) -> EnrolmentRequest {
        let folder = try files { () throws(PrivateFileError) in try PrivateFolder(making: path) }
        let pending = try crypto { () throws(CryptoError) in try PendingKeys(random: random) }
        try pending.write(to: folder)
        return try pending.request()
    }

    /// Reads an answer and finds whether this folder may accept it; changes nothing.
    ///
    /// - Returns: the answer, whose fingerprint a person compares before `accept`.
    /// - Throws: `GateStateError.alreadyEnrolled`, `.noRequest`, `.enrolment`, and those of files.
    package static func examine(
        _ json: [UInt8], at path: String, ifEnrolled replacement: EnrolmentReplacement
    ) throws(GateStateError) -> EnrolmentAnswer {
        let folder = try files { () throws(PrivateFileError) in try PrivateFolder(opening: path) }
        return try examine(json, in: folder, ifEnrolled: replacement).answer
    }

    /// Accepts an answer: computes K(1), wipes J, begins the journal and becomes the gate.
    ///
    /// - Parameters:
    ///   - json: the document from the office.
    ///   - path: the gate's folder.
    ///   - now: names the journal that is put aside.
    /// - Returns: the answer accepted.
    /// - Throws: as `examine`; then the folder is as it was, but for a failure of the disk.
    @discardableResult
    package static func accept(
        _ json: [UInt8], at path: String, ifEnrolled replacement: EnrolmentReplacement,
        now: Timestamp
    ) throws(GateStateError) -> EnrolmentAnswer {
        let folder = try files { () throws(PrivateFileError) in try PrivateFolder(opening: path) }
        let (answer, pending) = try examine(json, in: folder, ifEnrolled: replacement)
        let first = try crypto { () throws(CryptoError) in
            JournalKey(
                shared: try pending.journal.sharedSecret(with: answer.issuerAgreementKey),
                salt: pending.journal.publicKey + answer.issuerAgreementKey, gate: answer.gate)
        }
        // The bundle goes first: a power cut from here on leaves a gate that admits nothing.
        try BundleShelf.clear(folder)
        try JournalTable.putAside(in: folder, at: now)
        try Journal.make(in: folder, first)
        try DeviceFile(pending, answer).write(to: folder)
        try files { () throws(PrivateFileError) in try folder.wipe(PendingKeys.name) }
        return answer
    }

    private static func examine(
        _ json: [UInt8], in folder: borrowing PrivateFolder,
        ifEnrolled replacement: EnrolmentReplacement
    ) throws(GateStateError) -> (answer: EnrolmentAnswer, pending: PendingKeys) {
        if replacement == .refuse, let device = try DeviceFile(in: folder) {
            throw .alreadyEnrolled(gate: device.identity.gate)
        }
        guard let pending = try PendingKeys(in: folder) else { throw .noRequest }
        let request = try pending.request()
        do throws(EnrolmentError) {
            let answer = try EnrolmentAnswer(json: json)
            try answer.requireAnswer(to: request)
            return (answer, pending)
        } catch { throw .enrolment(error) }
    }
}

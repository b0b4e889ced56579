// The office's side of the exchange with gates: who asks, what it says of itself, what it is given.
// Nothing of HTTP is here but the values of its fields. Docs/gp1.md, section Exchange.
// Tests: Tests/IssuanceTests/ExchangeTests.swift, Tests/CommandTests/ExchangeTests.swift.
package import GateExchange
import JournalFormat
import PassCheck
import PassCrypto
import PassFormat
import PassIssue
package import Registry
import Synchronization

/// A device whose signature over a request was right.
package struct ExchangeCaller: Sendable {
    package let device: Device
    /// When it signed the request.
    let createdSeconds: UInt64
    /// What the signed time answers to.
    let nonce: [UInt8]

    /// Whose gate it is.
    package var gate: GateNumber { device.gate }
}

/// Answers gates; one for a program.
///
/// It guards the memory of requests that were seen.
package final class ExchangeDesk: Sendable {
    private let seen: Mutex<NonceMemory>
    let office: Office

    /// - Parameter office: whose use cases are asked.
    package init(_ office: Office) {
        self.office = office
        seen = Mutex(NonceMemory(startedSeconds: UInt64(clamping: office.now)))
    }

    /// Finds out who sends a request; its body is still to be compared with the digest.
    ///
    /// - Parameters:
    ///   - request: its parts, and the digest as its head says.
    ///   - signature: the fields as they were read; nil where they are missing or of another form.
    /// - Throws: `ExchangeRefusal`.
    package func caller(
        _ request: SignedRequest, _ signature: RequestSignature?
    ) throws(ExchangeRefusal) -> ExchangeCaller {
        guard let signature else { throw .notSigned }
        let parameters = signature.parameters
        let known: Device?
        do throws(OfficeError) {
            known = try Issuance.office {
                try office.registry.device(fingerprint: parameters.keyID)
            }
        } catch { throw .office(error) }
        guard let device = known else { throw .unknownDevice }
        guard let key = try? VerifyingKey(device.keys.ed25519), signature.signs(request, by: key)
        else { throw .badSignature }
        do throws(SignatureRefusal) {
            let now = UInt64(clamping: office.now)
            try seen.withLock { (memory) throws(SignatureRefusal) in
                try memory.take(parameters, at: now)
            }
        } catch {
            switch error {
            case .clockOff: throw .clockOff(time: try signedTime(answering: parameters.nonce))
            case .replayed: throw .replayed
            case .tooMany: throw .tooManyRequests
            }
        }
        return ExchangeCaller(
            device: device, createdSeconds: parameters.createdSeconds, nonce: parameters.nonce)
    }

    /// The field `Gatepass-Time` of the answer to a request.
    package func signedTime(
        answering caller: ExchangeCaller
    ) throws(ExchangeRefusal) -> String {
        try signedTime(answering: caller.nonce)
    }

    private func signedTime(answering nonce: [UInt8]) throws(ExchangeRefusal) -> String {
        do throws(OfficeError) {
            return try Issuance.office {
                try SignedTime(
                    seconds: UInt64(clamping: office.now), answering: nonce,
                    by: office.ring.signing
                ).field
            }
        } catch { throw .office(error) }
    }
}

extension ExchangeDesk {
    /// Takes what a gate says of itself; less or something else than before raises an alarm.
    ///
    /// - Throws: `ExchangeRefusal.office`, `.badReport`.
    package func take(
        _ report: StateReport, from caller: ExchangeCaller
    ) throws(ExchangeRefusal) -> StateAnswer {
        guard let head = bytes(hexadecimal: report.head), head.count == 32,
            report.row <= JournalFileForm.highestRow,
            let bundle = Int64(exactly: report.bundle), let asOf = Int64(exactly: report.asOf)
        else { throw .badDocument }
        let device = caller.device
        let taken = DeviceReport(
            row: Int64(clamping: report.row), head: head, bundle: bundle,
            clock: (asOf, report.clockSuspect),
            createdSeconds: Int64(clamping: caller.createdSeconds))
        return try answering(caller) { office in
            _ = try office.changing { act in
                try office.registry.take(taken, of: device, act: act)
            }
            let state = try office.registry.journalState(of: device) ?? JournalState()
            let gate = try office.registry.gate(device.gate)
            return StateAnswer(
                acknowledged: AcknowledgedHead(
                    row: state.head, hash: hexadecimal(state.headHash)),
                sendFrom: state.head < taken.row ? state.head + 1 : nil,
                facts: try office.registry.facts(of: gate.site).version,
                bundlesStopped: try office.standingAlarm(at: gate.number, device) != nil,
                time: office.now)
        }
    }

    /// Takes in a journal file that a gate sent.
    ///
    /// - Parameter path: where its bytes lie, their digest compared already.
    /// - Throws: `ExchangeRefusal.otherJournal` for that of another device; `.office`.
    package func takeJournal(
        _ path: String, from caller: ExchangeCaller
    ) throws(ExchangeRefusal) -> JournalImportReport {
        try answering(caller) { office in
            let signer = try ArrivingJournal(opening: path).signer
            guard Fingerprint(bytes: signer.device)?.text == caller.device.fingerprint,
                Int64(signer.gate) == caller.gate.rawValue
            else { throw ExchangeRefusal.otherJournal }
            return try office.importJournal(path)
        }
    }

    /// Gives a gate what it lacks.
    ///
    /// - Parameters:
    ///   - held: the version that it has in force; nil for none.
    ///   - form: whether a delta would do.
    /// - Throws: `ExchangeRefusal.bundlesStopped` while an alarm stands; `.office`.
    package func bundle(
        for caller: ExchangeCaller, holding held: BundleTag?, _ form: BundleForm
    ) throws(ExchangeRefusal) -> GateDelivery {
        let device = caller.device
        return try answering(caller) { office in
            let gate = try office.registry.gate(device.gate)
            if let alarm = try office.standingAlarm(at: gate.number, device) {
                throw ExchangeRefusal.bundlesStopped(alarm)
            }
            if let held, let facts = try office.factsOf(held, stillGoodAt: gate, device) {
                return .unchanged(held, facts: facts)
            }
            var base: Int64?
            if form == .deltaOrWhole, let held {
                let version = Int64(clamping: held.version)
                let known = try office.registry.bundleBase(version, of: gate.number)
                base = known?.hash == held.hash ? version : nil
            }
            return .bundle(
                try office.makeBundle(
                    gate: gate.number, expiresSeconds: nil, deltaFrom: base))
        }
    }

    /// The facts of a gate's site now; other than those that it knows where something is new.
    package func changes(
        for caller: ExchangeCaller
    ) throws(ExchangeRefusal) -> (site: SiteNumber, answer: ChangesAnswer) {
        try answering(caller) { office in
            let site = try office.registry.gate(caller.gate).site
            let facts = try office.registry.facts(of: site).version
            return (site, ChangesAnswer(facts: facts, time: office.now))
        }
    }

    func answering<Value>(
        _ caller: ExchangeCaller, _ body: (Office) throws -> Value
    ) throws(ExchangeRefusal) -> Value {
        do {
            return try body(office.acting(as: "gate:\(caller.gate)"))
        } catch let refusal as ExchangeRefusal {
            throw refusal
        } catch { throw .office(OfficeError(error)) }
    }
}

/// Whether a gate can take a delta.
package enum BundleForm: Sendable {
    case deltaOrWhole
    /// The delta that it was given did not do.
    case whole
}

/// What a gate is given.
package enum GateDelivery: Sendable {
    /// It has the newest.
    case unchanged(BundleTag, facts: Int64)
    case bundle(BundleOutcome)
}

extension BundleOutcome {
    /// The version's name.
    package var tag: BundleTag { BundleTag(version: UInt64(clamping: version), hash: hash) }
}

extension Office {
    /// A bundle is made anew after this time though nothing changed, in seconds, so that its facts
    /// are no older; sooner where a site's gates call facts stale sooner.
    private static let longestUnchangedSeconds: Int64 = 3_600

    /// What is not urgent goes out to a gate at most so often, in seconds: while many lists are
    /// being taken in, each of them would else make a bundle for each gate.
    private static let ordinarySeconds: Int64 = 20

    /// The facts that a version was made of, where a gate can stay with it for now.
    fileprivate func factsOf(
        _ held: BundleTag, stillGoodAt gate: Gate, _ device: Device
    ) throws -> Int64? {
        guard let newest = try registry.newestBundle(of: gate.number),
            newest.version == Int64(clamping: held.version), newest.hash == held.hash,
            newest.device == device.id
        else { return nil }
        let facts = try registry.facts(of: gate.site)
        let stale = try registry.site(gate.site).staleAfterSeconds
        let isSame = facts.version == newest.facts
        let limit = isSame ? min(Self.longestUnchangedSeconds, stale / 4) : Self.ordinarySeconds
        // A restored registry may count less than it did.
        guard facts.urgent <= newest.facts, newest.facts <= facts.version,
            (0..<limit).contains(now - newest.issuedSeconds)
        else { return nil }
        return newest.facts
    }
}

// What a gate's delta builds on.
import PassCheck
import PassIssue
import Registry

extension Office {
    /// The bundle that a delta is to build on.
    ///
    /// - Throws: `OfficeError` where the office does not know, or no longer knows, what was in it.
    func deltaBase(_ version: Int64, of gate: GateNumber) throws -> DeltaBase {
        guard let base = try registry.bundleBase(version, of: gate) else {
            let known = try registry.bundleBases(of: gate).map(String.init)
            throw OfficeError(
                "不能以版本 \(version) 为基础为门岗 \(gate) 制作增量包："
                    + (known.isEmpty
                        ? "本机还没有可作基础的数据包；请制作完整数据包（不带 --delta-from）"
                        : "可用的基础只有最近的版本 \(known.joined(separator: "、"))；"
                            + "请改用其中之一，或制作完整数据包（不带 --delta-from）"),
                "no delta for gate \(gate) can be made from version \(version): "
                    + (known.isEmpty
                        ? "there is no bundle of its device yet; make a whole one, without"
                            + " --delta-from"
                        : "only the latest ones are kept, \(known.joined(separator: ", ")); name"
                            + " one of them, or make a whole bundle, without --delta-from"))
        }
        guard let snapshot = BundleSnapshot(bytes: base.snapshot) else {
            throw RegistryError.broken(path: folders.registry, detail: "bundle_snapshots.passes")
        }
        return DeltaBase(
            version: BundleVersion(number: UInt64(clamping: version), hash: base.hash),
            snapshot: snapshot)
    }
}

extension BundleOutcome {
    init(_ made: MadeBundle, from base: DeltaBase?, facts: Int64) {
        self.facts = facts
        hash = made.version.hash
        bytes = made.delta?.file ?? made.file
        version = Int64(clamping: made.version.number)
        entries = made.entryCount
        if let base, let made = made.delta {
            delta = DeltaOutcome(
                base: Int64(clamping: base.version.number), changed: made.changedCount,
                removed: made.removedCount)
        } else {
            delta = nil
        }
    }
}

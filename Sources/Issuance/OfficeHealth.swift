// What keeps a holder from passing, and what lets one pass: holds, tests, closed loops.
// Tests: Tests/IssuanceTests/OfficeRuleTests.swift.
package import Registry

/// What became of a holder's conditions.
package enum ConditionOutcome: Sendable {
    case changed
    /// It was so already.
    case unchanged
}

extension Office {
    /// Writes down what is said of a holder; gates learn it from their next bundle.
    ///
    /// - Parameter why: for the audit; gates are not told.
    /// - Throws: `OfficeError` for nobody of this name, a time that has passed, or a vehicle in a
    ///   closed loop.
    package func set(
        _ change: ConditionChange, of name: HolderName, why: String
    ) throws(OfficeError) -> ConditionOutcome {
        try changing(why: why) { act in
            switch change {
            case .evidence(let until?), .stay(let until?):
                guard until > act.atSeconds else {
                    throw OfficeError(
                        "这个时间已经过去；请给出将来的 --until", "that time is over; give a later --until")
                }
            case .hold, .release, .evidence(nil), .stay(nil): break
            }
            return try registry.set(change, of: name, act: act) ? .changed : .unchanged
        }
    }

    /// Everyone of whom something is said.
    package func conditions() throws(OfficeError) -> [HolderCondition] {
        try office { try registry.conditions() }
    }
}

// A map of a few entries. Tests: Tests/PassCheckTests/AssociationListTests.swift.

/// A map of some dozens of entries at most, searched one by one, in the order of insertion.
///
/// Not a dictionary: a gate starts anew for each code, and making the first dictionary of a type
/// takes the runtime longer (it searches all conformances of the program) than all look-ups in it.
package struct AssociationList<Key: Sendable, Value: Sendable>: Sendable {
    /// The entries, each key once.
    package var pairs: [Pair] { stored }

    @usableFromInline
    package struct Pair: Sendable {
        package let key: Key
        package var value: Value

        @inlinable
        package init(key: Key, value: Value) {
            self.key = key
            self.value = value
        }
    }

    @usableFromInline var stored: [Pair] = []

    @inlinable
    package init() {}

    package var count: Int { stored.count }
    package var isEmpty: Bool { stored.isEmpty }
}

extension AssociationList where Key: Equatable {
    /// The value under a key; setting nil removes it.
    @inlinable
    package subscript(_ key: Key) -> Value? {
        get { place(of: key).map { stored[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): stored[place].value = value
            case (let place?, nil): stored.remove(at: place)
            case (nil, let value?): stored.append(Pair(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    // A plain loop: without a generic iterator, whose making is what this type avoids.
    @inlinable
    func place(of key: Key) -> Int? {
        var place = 0
        while place < stored.count {
            if stored[place].key == key { return place }
            place += 1
        }
        return nil
    }
}

extension AssociationList: ExpressibleByDictionaryLiteral where Key: Equatable {
    /// - Parameter elements: of a key that comes twice, the last counts.
    package init(dictionaryLiteral elements: (Key, Value)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension AssociationList.Pair: Equatable where Key: Equatable, Value: Equatable {}
extension AssociationList: Equatable where Key: Equatable, Value: Equatable {
    /// Whether both hold the same values under the same keys, in whatever order.
    package static func == (one: Self, other: Self) -> Bool {
        one.count == other.count && one.pairs.allSatisfy { other[$0.key] == $0.value }
    }
}

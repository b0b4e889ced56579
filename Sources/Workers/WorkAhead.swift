// Work on the other cores while the caller's own thread gathers what comes next and takes what came
// of what went before. Tests: Tests/WorkersTests.
import FoundationEssentials

/// Items in batches: each is worked on by another thread, and what came of it is handed back on the
/// caller's thread, in the order of the items.
///
/// A batch for each core and one that is being gathered lie in memory, however many items there
/// are.
package struct WorkAhead<Item: Sendable, Product: Sendable> {
    private let batchItems: Int
    private let work: @Sendable ([Item]) throws -> Product
    /// Batches that go on while the caller works itself.
    private let mostAside: Int
    private var gathered: [Item] = []
    private var begun: [Meanwhile<Result<Product, any Error>>] = []

    /// - Parameters:
    ///   - batchItems: items of a batch, from 1; the last may have fewer, and none is empty.
    ///   - cores: how many to keep busy, from 1; nil: all of the machine.
    ///   - work: what is done with a batch; several may be under way at once.
    package init(
        batchItems: Int, cores: Int? = nil, work: @escaping @Sendable ([Item]) throws -> Product
    ) {
        self.batchItems = batchItems
        self.work = work
        mostAside = max(1, (cores ?? ProcessInfo.processInfo.activeProcessorCount) - 1)
    }

    /// Adds an item; now and then this begins a batch and waits for an earlier one.
    ///
    /// - Parameter take: takes what came of the earlier one.
    /// - Throws: what the work or `take` throws.
    package mutating func add(_ item: Item, _ take: (Product) throws -> Void) throws {
        gathered.append(item)
        if gathered.count >= batchItems { try begin(take) }
    }

    /// Ends the work: waits for what is left.
    ///
    /// - Throws: what the work or `take` throws.
    package mutating func finish(_ take: (Product) throws -> Void) throws {
        if !gathered.isEmpty { try begin(take) }
        while !begun.isEmpty { try take(begun.removeFirst().value().get()) }
    }

    private mutating func begin(_ take: (Product) throws -> Void) throws {
        begun.append(Meanwhile { [work, gathered] in Result { try work(gathered) } })
        gathered.removeAll(keepingCapacity: true)
        if begun.count > mostAside { try take(begun.removeFirst().value().get()) }
    }
}

/// The same for items that are there already.
///
/// - Throws: what `work` or `take` throws.
package func workAhead<Item: Sendable, Product: Sendable>(
    through items: some Sequence<Item>, batchItems: Int,
    work: @escaping @Sendable ([Item]) throws -> Product, take: (Product) throws -> Void
) throws {
    var line = WorkAhead(batchItems: batchItems, work: work)
    for item in items { try line.add(item, take) }
    try line.finish(take)
}

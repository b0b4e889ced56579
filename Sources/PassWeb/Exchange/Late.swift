// What takes long to make and is seldom asked for.
import Synchronization

/// A value that is made when it is first asked for; guards it.
final class Late<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let made = Mutex<Value?>(nil)

    init(_ make: @escaping @Sendable () -> Value) { self.make = make }

    /// Whoever asks while it is being made waits for it.
    var value: Value {
        made.withLock { made in
            if let made { return made }
            let value = make()
            made = value
            return value
        }
    }
}

// The variables a program was started with, as an argument, so that tests can give their own.
import Glibc

/// Variables by name; an empty one counts as absent.
package struct Environment: Sendable {
    private let value: @Sendable (String) -> String?

    /// - Parameter value: the value of a name, or nil.
    package init(_ value: @escaping @Sendable (String) -> String?) { self.value = value }

    /// The value of a variable, or nil where it is absent or empty.
    package subscript(name: String) -> String? {
        guard let found = value(name), !found.isEmpty else { return nil }
        return found
    }

    /// The program's own.
    package static let system = Environment { name in
        // Nothing in these programs writes to the environment, so the pointer stays valid.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

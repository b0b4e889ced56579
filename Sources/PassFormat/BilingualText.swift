// A text that a person reads, in both languages of the product.

/// The same text twice.
package struct BilingualText: Sendable, Equatable {
    package let chinese: String
    package let english: String

    package init(_ chinese: String, _ english: String) {
        self.chinese = chinese
        self.english = english
    }
}

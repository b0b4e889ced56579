// An option that names something and says what it is.
import ArgumentParser

/// Two words of which the first names something: `quota=240`.
struct NamedWord: ExpressibleByArgument {
    let name: String
    let word: String

    init?(argument: String) {
        guard let place = argument.firstIndex(of: "="), place > argument.startIndex else {
            return nil
        }
        name = String(argument[..<place])
        word = String(argument[argument.index(after: place)...])
    }
}

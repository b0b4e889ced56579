// What a command answers: documents for programs, text for people, and how it went.
import ArgumentParser
import CommandSupport
import Issuance
import PassFormat

/// A command's answer, printed in the form that was asked for.
struct Reply {
    /// JSON documents, one a line.
    private var documents: [String] = []
    /// Writes one document piece by piece, where it may be too big to be made whole.
    private var writeDocument: (((String) -> Void) -> Void)?
    /// What people read on standard output.
    private let text: BilingualText
    /// Refused rows or items, for people, on standard error; programs find them in the documents.
    var problems: any Sequence<BilingualText> = []
    /// Why nothing was done, on standard error in either form.
    var refusal: BilingualText?
    var exitCode = ExitCode.success

    /// Answers with one value.
    init(_ value: some Encodable, _ text: BilingualText) throws {
        documents = [try OfficeJSON.text(value)]
        self.text = text
    }

    /// Answers with one value that writes its document itself, piece by piece.
    init(writing document: @escaping ((String) -> Void) -> Void, _ text: BilingualText) {
        writeDocument = document
        self.text = text
    }

    /// Answers with a list: JSON Lines, or a table.
    init<Value: Encodable>(listing values: [Value], _ columns: [TextColumn<Value>]) throws {
        documents = try values.map { try OfficeJSON.text($0) }
        text = textTable(values, columns)
    }

    /// Answers with JSON Lines, or the text.
    init(lines values: [some Encodable], _ text: BilingualText) throws {
        documents = try values.map { try OfficeJSON.text($0) }
        self.text = text
    }

    /// Writes the answer and ends the command.
    ///
    /// - Throws: the exit code, where it is not 0.
    func print(as form: OutputForm, on console: Console) throws {
        switch form {
        case .json:
            console.printWhole(documents.map { $0 + "\n" }.joined())
            writeDocument? { console.printWhole($0) }
        case .people:
            console.print(text)
            for problem in problems { console.complain(problem) }
        }
        if let refusal { console.complain(refusal) }
        if exitCode != .success { throw exitCode }
    }
}

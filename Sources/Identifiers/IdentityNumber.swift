// The number of whatever document a person shows: a resident ID, or a passport or permit.

/// What the person who wrote a list says the document is.
package enum DeclaredDocument: Sendable, Hashable {
    /// Nothing said: the form of the number decides.
    case unstated
    /// A resident ID, and nothing else will do.
    case residentID
    /// A passport, a travel permit or a residence permit.
    case passportOrPermit
}

/// A resident ID, or the number of a passport or permit.
package enum IdentityNumber: Sendable, Hashable {
    case resident(ResidentID)
    case document(TravelDocumentNumber)

    /// - Parameters:
    ///   - text: as typed; blanks and dashes are dropped, full width folded, letters raised.
    ///   - today: the day of reading, for the date in a resident ID.
    ///   - declared: what the document is said to be. Residence permits of recent years carry a
    ///     number of the resident form, so 18 characters are always read as that form.
    /// - Throws: `malformed(.identityNumber)`, or `date` or `checkCharacter` of a resident ID.
    package init(
        parsing text: String, today: CalendarDate, declared: DeclaredDocument
    ) throws(IdentifierError) {
        self = try Self.mending(text, today: today, declared: declared).value
    }

    /// Parses and says what was mended; parameters and errors as of the initialiser.
    package static func mending(
        _ text: String, today: CalendarDate, declared: DeclaredDocument
    ) throws(IdentifierError) -> Mended<IdentityNumber> {
        guard text.utf8.count <= mostBytes else {
            throw .malformed(.identityNumber, found: Masking.middle(text))
        }
        let tidied = Tidied(text, dropping: .dashes)
        return Mended(
            value: try read(tidied.text, today: today, declared: declared), mends: tidied.mends)
    }

    /// Room for eighteen full-width characters with blanks between and around them.
    private static let mostBytes = 250

    private static func read(
        _ text: String, today: CalendarDate, declared: DeclaredDocument
    ) throws(IdentifierError) -> IdentityNumber {
        let document: TravelDocumentNumber?
        switch declared {
        case .residentID: document = nil
        case .unstated: document = TravelDocumentNumber(letterAndDigits: text)
        case .passportOrPermit:
            document = text.utf8.count == 18 ? nil : TravelDocumentNumber(declared: text)
        }
        if let document { return .document(document) }
        do throws(IdentifierError) {
            return .resident(try ResidentID(canonical: text, today: today))
        } catch {
            guard case .malformed = error else { throw error }
            throw .malformed(.identityNumber, found: Masking.middle(text))
        }
    }

    /// The canonical text of either.
    package var text: String {
        switch self {
        case .resident(let id): id.text
        case .document(let number): number.text
        }
    }

    /// The masked text of either.
    package var masked: String { Masking.middle(text) }
}

/// The number of a passport or permit: capitals and digits, made by `IdentityNumber` only.
package struct TravelDocumentNumber: Sendable, Hashable {
    /// Capitals and digits without separators.
    package let text: String

    /// - Parameter text: the text of a number that was parsed before, kept as bytes since.
    package init(checkedBefore text: String) { self.text = text }

    /// A letter and 7 to 9 digits: the form that is recognised without being declared.
    fileprivate init?(letterAndDigits text: String) {
        let bytes = text.utf8
        guard (8...10).contains(bytes.count), bytes.first?.isCapital == true,
            bytes.dropFirst().allSatisfy({ $0.digit != nil })
        else { return nil }
        self.text = text
    }

    /// Five to seventeen capitals and digits, four of them digits: passports of the world differ,
    /// so a declared one is held to little.
    fileprivate init?(declared text: String) {
        let bytes = text.utf8
        guard (5...17).contains(bytes.count),
            bytes.allSatisfy({ $0.digit != nil || $0.isCapital }),
            bytes.count(where: { $0.digit != nil }) >= 4
        else { return nil }
        self.text = text
    }
}

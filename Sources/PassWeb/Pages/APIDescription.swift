// The API as Docs/api/openapi.yaml describes it: what its page shows, and what a test compares with
// the table of endpoints.

/// The description, in the order of its file.
struct APIDescription: Sendable {
    /// Operations under one heading.
    struct Group: Sendable {
        let name: String
        let description: Wording
        let operations: [Operation]
    }

    struct Operation: Sendable {
        let id: String
        /// Who may ask: an action, `signed-in`, `device` or `anyone`.
        let action: String
        /// In capitals.
        let method: String
        let path: String
        let summary: Wording
        let description: [Wording]
        let parameters: [Member]
        /// The members of the body.
        let members: [Member]
        let answers: [Answer]
    }

    /// A parameter, or a member of a body or an answer.
    struct Member: Sendable {
        /// With the names of the objects around it, as `terms.gates[]`.
        let name: String
        /// `path`, `query`, `header`; empty for a member.
        let place: String
        /// `*` where it has to be there, else empty.
        let mark: String
        /// Type and limits.
        let kind: String
        let description: Wording
    }

    struct Answer: Sendable {
        let status: String
        let description: Wording
        let members: [Member]
    }

    /// A text of the description in both languages.
    struct Wording: Sendable {
        let zh: String
        let en: String

        /// - Parameter text: Chinese, a slash and a blank, English, as commands write their help.
        init(_ text: String) {
            guard let slash = text.firstRange(of: "/ ") else {
                (zh, en) = (text, "")
                return
            }
            zh = String(text[..<slash.lowerBound])
            en = String(text[slash.upperBound...])
        }
    }

    let title: String
    /// What holds for all operations.
    let introduction: [Paragraph]
    let groups: [Group]

    /// A part of the introduction.
    struct Paragraph: Sendable {
        /// The sentence's subject; empty for plain text.
        let subject: String
        let text: String
    }

    var operations: [Operation] { groups.flatMap(\.operations) }
}

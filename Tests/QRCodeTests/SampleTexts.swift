// Texts to draw: real ones from the vectors where their length fits, else one made longer.
import Foundation

/// Pass texts that need versions 6, 7 and 8.
enum SampleTexts {
    struct Missing: Error { let characters: Int }

    /// A text of this many characters that looks like a pass.
    static func text(characters: Int) throws -> String {
        let texts = try vectors()
        if let exact = texts.first(where: { $0.count == characters }) { return exact }
        guard let base = texts.filter({ $0.count < characters }).max(by: { $0.count < $1.count })
        else { throw Missing(characters: characters) }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let padding = (0..<characters - base.count).map { alphabet[$0 * 7 % alphabet.count] }
        return base + String(padding)
    }

    /// The texts of the vectors that are whole and of the QR alphabet.
    private static func vectors() throws -> [String] {
        struct File: Decodable { let cases: [Case] }
        struct Case: Decodable { let text: String }
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/gp1.json")
        let cases = try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
        return cases.map(\.text).filter { text in
            text.hasPrefix("GP1") && text.utf8.allSatisfy { (0x30...0x5a).contains($0) }
        }
    }
}

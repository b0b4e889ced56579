// A code that would not read back does not leave the house.
import QRCode
import Testing

@testable import Issuance

@Suite struct `Proof of a drawn code` {
    @Test func `holds where the drawing says the text, and only there`() throws {
        let matrix = try QRMatrix.encode("GP1ABCD", maximumVersion: 8)
        try prove(matrix, says: "GP1ABCD", of: "310117-0000-0001-1", scale: 4)
        let error = #expect(throws: OfficeError.self) {
            try prove(matrix, says: "GP1ABCE", of: "310117-0000-0001-1", scale: 4)
        }
        #expect(error?.exitCode == 3)
        #expect(error?.english.contains("310117-0000-0001-1") == true)
    }
}

import CQREncode
import QRCode
import TestSupport
import Testing

@Suite struct `Choice of the mask` {
    @Test(arguments: 1...9)
    func `is libqrencode's own, module for module`(version: Int) throws {
        let capacities = [20, 38, 61, 90, 122, 154, 178, 221, 262]
        let shortest = version == 1 ? 1 : capacities[version - 2] + 1
        var random = SeededGenerator(seed: UInt64(version))
        for _ in 0..<300 {
            let length = Int.random(in: shortest...capacities[version - 1], using: &random)
            // Few characters make long runs, and with them penalties that even texts never have.
            let alphabet = Array(
                "$% 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*+-./:"
                    .shuffled(using: &random).prefix(Int.random(in: 1...45, using: &random)))
            let text = String(
                (0..<length).map { _ in alphabet.randomElement(using: &random) ?? "A" })
            let ours = try QRMatrix.encode(text, maximumVersion: 9)
            #expect(try ours.modules == libraryChoice(text, version: version), "\(text)")
        }
    }

    @Test func `is ours to make with the libqrencode of this system`() {
        #expect(cqrencode_takes_masks() == 1)
    }

    private struct Trouble: Error {}

    private func libraryChoice(_ text: String, version: Int) throws -> [UInt8] {
        let bytes = Array(text.utf8)
        guard let input = unsafe QRinput_new2(Int32(version), QR_ECLEVEL_M) else { throw Trouble() }
        defer { unsafe QRinput_free(input) }
        guard unsafe QRinput_append(input, QR_MODE_AN, Int32(bytes.count), bytes) == 0,
            let code = unsafe QRcode_encodeInput(input)
        else { throw Trouble() }
        defer { unsafe QRcode_free(code) }
        let count = unsafe Int(code.pointee.width * code.pointee.width)
        return unsafe UnsafeBufferPointer(start: code.pointee.data, count: count).map { $0 & 1 }
    }
}

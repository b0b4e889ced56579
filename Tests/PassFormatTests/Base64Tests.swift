// The encodings of RFC 4648, sections 4 and 5.
import Foundation
import PassFormat
import Testing

@Suite struct `Base64 text` {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `agrees with the vectors of RFC 4648`(plain: String, encoded: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.text(bytes) == encoded)
        #expect(Base64.bytes(encoded) == bytes)
        let bare = encoded.filter { $0 != "=" }
        #expect(Base64.addressText(bytes) == bare)
        #expect(Base64.bytes(address: bare) == bytes)
    }

    @Test func `is what Foundation writes, of every length and every byte`() {
        for count in 0..<200 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count * 91) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.text(bytes) == text)
            #expect(Base64.bytes(text) == bytes)
            let address = text.replacing("+", with: "-").replacing("/", with: "_")
                .replacing("=", with: "")
            #expect(Base64.addressText(bytes) == address)
            #expect(Base64.bytes(address: address) == bytes)
        }
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z", "Z===", "====", "=", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n",
        "Zm-_", "Zg==Zg==", "Zm9vA=", "Zm9v=", "ＡＡＡＡ",
    ])
    func `is read in one form alone`(_ text: String) {
        #expect(Base64.bytes(text) == nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm+/", "Zm9v ", "Zm9vA"])
    func `of addresses is read in one form alone`(_ text: String) {
        #expect(Base64.bytes(address: text) == nil)
    }
}

// COSE_Mac0 (RFC 9052 section 6.2) with HMAC 256/256, as GP1 narrows it, and the live envelope.

/// A token whose outside is well formed; nothing about it is authentic yet.
package struct DecodedToken: Sendable {
    /// COSE's number for HMAC 256/256 (RFC 9053 section 3.1).
    package static let algorithm: UInt64 = 5
    package static let tagBytes = 32
    package static let largestPayloadBytes = 256

    /// The code's bytes: the token, or the live envelope around it.
    package let bytes: TokenBytes
    /// Where the token stands in `bytes`.
    package let token: Range<Int>
    package let live: LiveResponse?
    private let layout: TokenLayout

    /// Where the header, the payload and the tag stand in `bytes`.
    package var protected: Range<Int> { layout.protected }
    package var payload: Range<Int> { layout.payload }
    package var tag: Range<Int> { layout.tag }
    package var keyID: KeyID { layout.keyID }

    /// Reads a text that should hold one code.
    ///
    /// - Parameter text: UTF-8, with whatever stands around the code.
    /// - Throws: `TextFault`, the first that applies.
    package init(reading text: Span<UInt8>) throws(TextFault) {
        try self.init(found: TokenScanner.single(in: text), in: text)
    }

    /// Reads one of the tokens of a stream.
    ///
    /// - Throws: `TextFault`, the first that applies.
    package init(found: FoundToken, in text: Span<UInt8>) throws(TextFault) {
        var bytes = TokenBytes()
        try bytes.decode(found, in: text)
        let input = bytes.storage.span.extracting(0..<bytes.count)
        switch found.kind {
        case .printed:
            live = nil
            token = 0..<bytes.count
        case .live:
            let envelope = try LiveResponse.read(input)
            live = envelope.response
            token = envelope.token
        }
        layout = try TokenLayout.read(input.extracting(token), startingAt: token.lowerBound)
        self.bytes = bytes
    }

    /// Reads a token that is not written as text, such as the issuer's own.
    package init(token bytes: TokenBytes) throws(TextFault) {
        let input = bytes.storage.span
        layout = try TokenLayout.read(input.extracting(0..<bytes.count), startingAt: 0)
        token = 0..<bytes.count
        live = nil
        self.bytes = bytes
    }
}

/// What a live code adds to a token.
package struct LiveResponse: Sendable {
    package static let responseBytes = 8
    /// Seconds of one step.
    package static let stepSeconds: UInt64 = 30
    /// Steps that a code may differ from the time of who checks it.
    package static let toleranceSteps: UInt64 = 2

    /// Time divided by 30 s.
    package let step: UInt32
    package let response: InlineArray<8, UInt8>

    fileprivate static func read(
        _ input: Span<UInt8>
    ) throws(TextFault) -> (token: Range<Int>, response: LiveResponse) {
        do throws(CBORFault) { try CBORCursor.check(input) } catch { throw .badCBOR }
        do throws(CBORFault) {
            var cursor = CBORCursor()
            guard try cursor.arrayCount(in: input) == 3 else { throw .unexpected }
            let token = try cursor.byteString(in: input)
            guard let step = UInt32(exactly: try cursor.unsigned(in: input)) else {
                throw .unexpected
            }
            let place = try cursor.byteString(in: input)
            guard place.count == responseBytes else { throw .unexpected }
            var response = InlineArray<8, UInt8>(repeating: 0)
            for index in 0..<responseBytes { response[index] = input[place.lowerBound + index] }
            return (token, LiveResponse(step: step, response: response))
        } catch { throw .badStructure }
    }
}

/// The parts of a COSE_Mac0, by their places in the code's bytes.
private struct TokenLayout {
    let protected: Range<Int>
    let payload: Range<Int>
    let tag: Range<Int>
    let keyID: KeyID

    static func read(
        _ input: Span<UInt8>, startingAt start: Int
    ) throws(TextFault) -> TokenLayout {
        do throws(CBORFault) { try CBORCursor.check(input) } catch { throw .badCBOR }
        let parts: (protected: Range<Int>, payload: Range<Int>, tag: Range<Int>)
        do throws(CBORFault) { parts = try outer(input) } catch { throw .badStructure }
        let header = input.extracting(parts.protected)
        let keyID: KeyID
        if let usual = usualKeyID(header) { keyID = usual } else { keyID = try readKeyID(header) }
        return TokenLayout(
            protected: parts.protected.moved(by: start), payload: parts.payload.moved(by: start),
            tag: parts.tag.moved(by: start), keyID: keyID)
    }

    /// The key id of the only header that is right, by its bytes; nil where a fault is to be named.
    private static func usualKeyID(_ header: Span<UInt8>) -> KeyID? {
        let start: InlineArray<5, UInt8> = [0xA2, 0x01, 0x05, 0x04, 0x43]
        guard header.count == 8 else { return nil }
        for index in 0..<5 where header[index] != start[index] { return nil }
        return KeyID(epoch: header[5], group: UInt16(header[6]) << 8 | UInt16(header[7]))
    }

    private static func readKeyID(_ header: Span<UInt8>) throws(TextFault) -> KeyID {
        do throws(CBORFault) { try CBORCursor.check(header) } catch { throw .badCBOR }
        let fields: (algorithm: CBORHead, keyID: KeyID)
        do throws(CBORFault) { fields = try headerFields(header) } catch { throw .badStructure }
        guard fields.algorithm == CBORHead(kind: .unsigned, argument: DecodedToken.algorithm)
        else { throw .algorithmMismatch }
        return fields.keyID
    }

    private static func outer(
        _ input: Span<UInt8>
    ) throws(CBORFault) -> (protected: Range<Int>, payload: Range<Int>, tag: Range<Int>) {
        var cursor = CBORCursor()
        guard try cursor.head(in: input) == CBORHead(kind: .tag, argument: 17),
            try cursor.arrayCount(in: input) == 4
        else { throw .unexpected }
        let protected = try cursor.byteString(in: input)
        guard try cursor.mapCount(in: input) == 0 else { throw .unexpected }
        let payload = try cursor.byteString(in: input)
        let tag = try cursor.byteString(in: input)
        guard (1...DecodedToken.largestPayloadBytes).contains(payload.count),
            tag.count == DecodedToken.tagBytes
        else { throw .unexpected }
        return (protected, payload, tag)
    }

    private static func headerFields(
        _ header: Span<UInt8>
    ) throws(CBORFault) -> (algorithm: CBORHead, keyID: KeyID) {
        var cursor = CBORCursor()
        guard try cursor.mapCount(in: header) == 2,
            try cursor.unsigned(in: header) == 1
        else { throw .unexpected }
        let algorithm = try cursor.head(in: header)
        guard algorithm.kind == .unsigned || algorithm.kind == .negative,
            try cursor.unsigned(in: header) == 4
        else { throw .unexpected }
        let place = try cursor.byteString(in: header)
        guard place.count == 3 else { throw .unexpected }
        let start = place.lowerBound
        let group = UInt16(header[start + 1]) << 8 | UInt16(header[start + 2])
        return (algorithm, KeyID(epoch: header[start], group: group))
    }
}

extension Range<Int> {
    fileprivate func moved(by distance: Int) -> Range<Int> {
        lowerBound &+ distance..<upperBound &+ distance
    }
}

/// The bytes that the issuer puts together; the tag is made in between.
package enum TokenWriter {
    /// The encoded protected header `{1: 5, 4: kid}`, 8 bytes.
    package static func protectedHeader(_ keyID: KeyID) -> [UInt8] {
        var writer = CBORWriter()
        writer.head(.map, 2)
        writer.unsigned(1)
        writer.unsigned(DecodedToken.algorithm)
        writer.unsigned(4)
        writer.byteString(keyID.bytes)
        return writer.bytes
    }

    /// The token of a header, a payload and its tag.
    package static func token(protected: [UInt8], payload: [UInt8], tag: [UInt8]) -> [UInt8] {
        var writer = CBORWriter()
        writer.head(.tag, 17)
        writer.head(.array, 4)
        writer.byteString(protected)
        writer.head(.map, 0)
        writer.byteString(payload)
        writer.byteString(tag)
        return writer.bytes
    }

    /// The text of a token.
    package static func text(of token: [UInt8]) -> String { "GP1" + Base32.encode(token.span) }

    /// The text of a live code.
    package static func liveText(token: [UInt8], step: UInt32, response: [UInt8]) -> String {
        var writer = CBORWriter()
        writer.head(.array, 3)
        writer.byteString(token)
        writer.unsigned(step)
        writer.byteString(response)
        return "GL1" + Base32.encode(writer.bytes.span)
    }
}

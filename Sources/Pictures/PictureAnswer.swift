// What `gate-image` tells `gate`: texts or a fault, as bytes. The sender has looked at a hostile
// picture, so the receiver believes neither lengths nor numbers.

/// What came of reading a picture.
package enum PictureAnswer: Equatable, Sendable {
    /// The text of each code found, as UTF-8 that nobody has checked; empty where there is none.
    case texts([[UInt8]])
    case fault(PictureFault)

    /// The longest answer.
    package static let largestBytes =
        1 + PictureLimit.codes * (4 + PictureLimit.textBytes)

    /// The answer as it is sent.
    ///
    /// A byte for its kind; then texts, each after its length, or the two figures of a fault.
    /// Lengths and figures take four bytes, the lowest first.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .texts(let texts):
            bytes.append(0)
            for text in texts {
                bytes.append(contentsOf: UInt32(clamping: text.count).littleEndianBytes)
                bytes.append(contentsOf: text)
            }
        case .fault(let fault):
            let (number, first, second) = fault.figures
            bytes.append(number)
            bytes.append(contentsOf: first.littleEndianBytes)
            bytes.append(contentsOf: second.littleEndianBytes)
        }
        return bytes
    }

    /// Reads an answer; nil where it is none, or more than ``PictureLimit`` allows.
    ///
    /// - Parameter bytes: all that the program wrote.
    package init?(_ bytes: [UInt8]) {
        guard let number = bytes.first else { return nil }
        guard number == 0 else {
            guard bytes.count == 9,
                let fault = PictureFault(
                    number: number, first: bytes.number(at: 1), second: bytes.number(at: 5))
            else { return nil }
            self = .fault(fault)
            return
        }
        var texts: [[UInt8]] = []
        var position = 1
        while position < bytes.count {
            guard texts.count < PictureLimit.codes, bytes.count - position >= 4 else { return nil }
            let count = Int(bytes.number(at: position))
            position += 4
            guard count <= PictureLimit.textBytes, count <= bytes.count - position else {
                return nil
            }
            texts.append(Array(bytes[position..<position + count]))
            position += count
        }
        self = .texts(texts)
    }
}

extension PictureFault {
    fileprivate var figures: (number: UInt8, first: UInt32, second: UInt32) {
        switch self {
        case .empty: (1, 0, 0)
        case .tooManyBytes: (2, 0, 0)
        case .notPicture: (3, 0, 0)
        case .truncated(let format): (4, format.rawValue, 0)
        case .damaged(let format): (5, format.rawValue, 0)
        case .tooManyPixels(let width, let height): (6, width, height)
        case .tooManyCodes: (7, 0, 0)
        case .outOfMemory: (8, 0, 0)
        case .decoderFailed: (9, 0, 0)
        case .notConfined: (10, 0, 0)
        }
    }

    fileprivate init?(number: UInt8, first: UInt32, second: UInt32) {
        let format = PictureFormat(rawValue: first)
        switch number {
        case 1: self = .empty
        case 2: self = .tooManyBytes
        case 3: self = .notPicture
        case 4:
            guard let format else { return nil }
            self = .truncated(format)
        case 5:
            guard let format else { return nil }
            self = .damaged(format)
        case 6: self = .tooManyPixels(width: first, height: second)
        case 7: self = .tooManyCodes
        case 8: self = .outOfMemory
        case 9: self = .decoderFailed
        case 10: self = .notConfined
        default: return nil
        }
    }
}

extension UInt32 {
    fileprivate var littleEndianBytes: [UInt8] {
        [0, 8, 16, 24].map { (shift: UInt32) in UInt8(truncatingIfNeeded: self >> shift) }
    }
}

extension [UInt8] {
    /// The four bytes from a position that the caller has checked.
    fileprivate func number(at position: Int) -> UInt32 {
        self[position..<position + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}

// Names of XML elements and attributes, compared as two numbers instead of as texts: a big list
// has millions of them. `unsafe` here is reading the C strings that expat lends for a callback.
import CExpat

/// A name, compared without its namespace prefix, exact up to sixteen bytes; longer ones equal
/// `overlong`.
struct XMLName: Equatable, ExpressibleByStringLiteral {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// A number for its namespace prefix, the same for the same prefix; 0 without one.
    private(set) var prefix: UInt64 = 0

    static let overlong = XMLName()

    init(stringLiteral text: StaticString) {
        text.withUTF8Buffer { bytes in
            for place in bytes.indices { unsafe put(bytes[place], at: place) }
        }
    }

    /// - Parameter qualified: a name that ends with a zero byte, with or without a prefix.
    init(qualified: UnsafePointer<XML_Char>) {
        self.init()
        var place = 0
        var next = unsafe qualified
        while true {
            let byte = unsafe UInt8(bitPattern: next.pointee)
            unsafe next += 1
            if byte == 0 { break }
            if byte == UInt8(ascii: ":") {
                prefix = low &+ 31 &* high | 1 << 63
                (low, high, place) = (0, 0, 0)
                continue
            }
            put(byte, at: place)
            place += 1
        }
        if place > 16 { (low, high) = (0, 0) }
    }

    private init() {}

    @inline(__always)
    static func == (one: XMLName, other: XMLName) -> Bool {
        one.low == other.low && one.high == other.high
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8, at place: Int) {
        if place < 8 {
            low |= UInt64(byte) << UInt64(8 * place)
        } else if place < 16 {
            high |= UInt64(byte) << UInt64(8 * (place - 8))
        }
    }
}

/// The attributes of a start tag, good only while its callback runs.
@unsafe struct XMLAttributes {
    private let pairs: UnsafeMutablePointer<UnsafePointer<XML_Char>?>

    init(_ pairs: UnsafeMutablePointer<UnsafePointer<XML_Char>?>) {
        unsafe self.pairs = unsafe pairs
    }

    /// The value of an attribute, whatever its prefix; nil where there is none.
    ///
    /// - Throws: FILE_DAMAGED beyond `ListLimits.attributeBytes`.
    func value(of name: XMLName) throws(FileRefusal) -> String? {
        var found: String?
        unsafe visit { key, value in
            if found == nil, key == name { found = unsafe String(cString: value) }
        }
        guard (found?.utf8.count ?? 0) <= ListLimits.attributeBytes else {
            throw FileRefusal(code: .fileDamaged)
        }
        return found
    }

    /// The values of all attributes of a name under different prefixes.
    ///
    /// - Throws: FILE_DAMAGED beyond `ListLimits.attributeBytes`.
    func values(of name: XMLName) throws(FileRefusal) -> [String] {
        var found: [String] = []
        unsafe visit { key, value in
            if key == name { found.append(unsafe String(cString: value)) }
        }
        guard found.allSatisfy({ $0.utf8.count <= ListLimits.attributeBytes }) else {
            throw FileRefusal(code: .fileDamaged)
        }
        return found
    }

    /// Goes through all attributes.
    func visit(_ body: (XMLName, UnsafePointer<XML_Char>) -> Void) {
        var next = unsafe pairs
        while let key = unsafe next.pointee, let value = unsafe next[1] {
            unsafe body(XMLName(qualified: key), value)
            unsafe next += 2
        }
    }
}

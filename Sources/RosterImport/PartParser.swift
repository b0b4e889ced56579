// Drives expat over one part of a workbook. Deep nesting, huge tags and any DOCTYPE end it: a
// workbook has none of them, and without a DOCTYPE there are no entities to blow up.
// `unsafe` here is the C interface of expat: its parser, its callbacks and their pointers.
import CExpat

/// What reads a part: told of each element and of the text between.
protocol PartVisitor: AnyObject {
    /// A start tag; the attributes are good only during the call.
    func begin(_ name: XMLName, _ attributes: XMLAttributes) throws(FileRefusal) -> ReadingFlow
    /// A piece of text; the bytes are good only during the call.
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
    /// An end tag.
    func end(_ name: XMLName) throws(FileRefusal) -> ReadingFlow
}

/// Feeds one part to a visitor.
@safe struct PartParser: ~Copyable {
    private let parser: XML_Parser
    private let context: ParserContext
    private var fedBytes = 0
    /// Bytes taken in and not got through: one unfinished tag.
    private var pendingBytes = 0

    /// - Parameters:
    ///   - visitor: what reads the part.
    ///   - seen: elements and attributes of the parts before, which count together.
    /// - Throws: FILE_DAMAGED where expat has no memory.
    init(_ visitor: any PartVisitor, after seen: XMLTally = XMLTally()) throws(FileRefusal) {
        guard let parser = unsafe XML_ParserCreate(nil) else {
            throw FileRefusal(code: .fileDamaged)
        }
        unsafe self.parser = unsafe parser
        context = unsafe ParserContext(
            visitor: visitor, parser: parser, tally: seen)
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(context).toOpaque())
        unsafe XML_SetElementHandler(
            parser,
            { unsafe ParserContext.from($0)?.begin($1, $2) },
            { unsafe ParserContext.from($0)?.end($1) })
        unsafe XML_SetCharacterDataHandler(parser) { unsafe ParserContext.from($0)?.text($1, $2) }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { user, _, _, _, _ in
            unsafe ParserContext.from(user)?.refuseDoctype()
        }
    }

    deinit {
        unsafe XML_ParserFree(parser)
    }

    /// Whether what `feed` threw was for a DOCTYPE.
    var isDoctypeSeen: Bool { context.isDoctypeSeen }

    /// The elements and attributes of this part and those before.
    var tally: XMLTally { context.tally }

    /// Feeds the next bytes.
    ///
    /// - Parameters:
    ///   - capacity: how many bytes to make room for at least: expat looks at an unfinished tag
    ///     from its beginning each time, so that a long one gets longer pieces.
    ///   - fill: writes them and says how many; 0 ends the part.
    /// - Returns: whether the visitor wants more.
    /// - Throws: FILE_DAMAGED where it is no XML that a workbook may hold; FILE_TOO_BIG beyond
    ///   `ListLimits.xmlElements` and `xmlTotalAttributes`; and what the visitor throws.
    mutating func feed(
        capacity: Int,
        _ fill: (UnsafeMutableRawBufferPointer) throws(FileRefusal) -> Int
    ) throws(FileRefusal) -> ReadingFlow {
        let capacity = max(capacity, pendingBytes)
        guard let buffer = unsafe XML_GetBuffer(parser, Int32(capacity)) else {
            throw FileRefusal(code: .fileDamaged)
        }
        let count = unsafe try fill(
            UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
        let status = unsafe XML_ParseBuffer(parser, Int32(count), count == 0 ? 1 : 0)
        if let fault = context.fault { throw fault }
        if context.isStopped { return .stop }
        guard status == XML_STATUS_OK else { throw FileRefusal(code: .fileDamaged) }
        fedBytes += count
        pendingBytes = unsafe fedBytes - XML_GetCurrentByteIndex(parser)
        guard count == 0 || pendingBytes <= ListLimits.xmlTokenBytes else {
            throw FileRefusal(code: .fileDamaged)
        }
        return count == 0 ? .stop : .goOn
    }
}

/// How much XML has come.
struct XMLTally {
    var elements = 0
    var attributes = 0
}

/// What expat's callbacks point at.
///
/// Owned by one `PartParser`, which outlives every callback; guards nothing, one thread uses it.
@safe private final class ParserContext {
    private let visitor: any PartVisitor
    private let parser: XML_Parser
    private var depth = 0
    private(set) var tally: XMLTally
    private(set) var fault: FileRefusal?
    private(set) var isStopped = false
    private(set) var isDoctypeSeen = false

    init(visitor: any PartVisitor, parser: XML_Parser, tally: XMLTally) {
        self.visitor = visitor
        self.tally = tally
        unsafe self.parser = unsafe parser
    }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> ParserContext? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Unmanaged<ParserContext>.fromOpaque(pointer).takeUnretainedValue()
    }

    func begin(
        _ name: UnsafePointer<XML_Char>?,
        _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
    ) {
        guard !isStopped, let name = unsafe name, let attributes = unsafe attributes else { return }
        depth += 1
        let count = unsafe Int(XML_GetSpecifiedAttributeCount(parser)) / 2
        guard depth <= ListLimits.xmlDepth, count <= ListLimits.xmlAttributes else {
            return refuse(FileRefusal(code: .fileDamaged))
        }
        tally.elements += 1
        tally.attributes += count
        guard tally.elements <= ListLimits.xmlElements,
            tally.attributes <= ListLimits.xmlTotalAttributes
        else { return refuse(FileRefusal(code: .fileTooBig, cause: .beyond(.markup))) }
        do throws(FileRefusal) {
            let flow = unsafe try visitor.begin(
                XMLName(qualified: name), XMLAttributes(attributes))
            if flow == .stop { stop() }
        } catch {
            refuse(error)
        }
    }

    func text(_ start: UnsafePointer<XML_Char>?, _ count: Int32) {
        guard !isStopped, let start = unsafe start else { return }
        unsafe start.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
            unsafe visitor.text(UnsafeBufferPointer(start: $0, count: Int(count)))
        }
    }

    func end(_ name: UnsafePointer<XML_Char>?) {
        guard !isStopped, let name = unsafe name else { return }
        depth -= 1
        do throws(FileRefusal) {
            if unsafe try visitor.end(XMLName(qualified: name)) == .stop { stop() }
        } catch {
            refuse(error)
        }
    }

    func refuseDoctype() {
        isDoctypeSeen = true
        refuse(FileRefusal(code: .fileDamaged))
    }

    func refuse(_ refusal: FileRefusal) {
        if fault == nil { fault = refusal }
        stop()
    }

    private func stop() {
        isStopped = true
        unsafe XML_StopParser(parser, 0)
    }
}
